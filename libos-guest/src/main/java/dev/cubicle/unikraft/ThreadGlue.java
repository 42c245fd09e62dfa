package dev.cubicle.unikraft;

/** What ties a tree's scheduler to threads of ours (guest/unikraft/threads.c), as assembly text. */
final class ThreadGlue {

  private ThreadGlue() {}

  /**
   * Of component uk_irq: where thread-local storage is. Whoever looks at another thread's variables
   * asks for it at every turn.
   */
  static String ofEverybody() {
    return """
    \t.text
    \t.globl ukplat_tlsp_get
    \t.type ukplat_tlsp_get, @function
    ukplat_tlsp_get:
    \tmovq %fs:0, %rax
    \tret
    \t.size ukplat_tlsp_get, .-ukplat_tlsp_get
    """;
  }

  /**
   * Of component uk_threads: who is told that a thread ends, the last of all, since the table is
   * gone through from its end. The entry's flags, which say what a thread must have for it, are 0.
   */
  static String ofThreads() {
    return """
    \t.section %s0, "a", @progbits
    \t.balign 8
    \t.type uk_thread_ended_entry, @object
    \t.size uk_thread_ended_entry, 24
    uk_thread_ended_entry:
    \t.quad 0, 0, uk_thread_ended
    """
        .formatted(Scheduler.TABLE);
  }
}
