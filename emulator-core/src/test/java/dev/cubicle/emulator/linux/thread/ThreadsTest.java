package dev.cubicle.emulator.linux.thread;

import static dev.cubicle.emulator.linux.ScriptedGuest.DATA;
import static dev.cubicle.emulator.linux.ScriptedGuest.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.ScriptedGuest;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** clone, futex and the scheduler, with two or three scripted threads. */
class ThreadsTest {

  /**
   * What musl passes: VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, SETTID, CLEARTID, DETACHED.
   */
  private static final long PTHREAD_FLAGS = 0x7d0f00;

  private static final int FUTEX = 202;
  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final long WORD = DATA;
  private static final long CHILD_TID = DATA + 0x100;
  private static final long TIMEOUT = DATA + 0x200;

  private final ScriptedGuest guest = new ScriptedGuest();
  private final UserMemory memory = guest.memory();
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    guest.close();
  }

  /** Yields often enough that a time slice ending in between makes no difference. */
  private void letOthersRun() {
    final int[] left = {50};
    final long again = guest.here();
    guest.call(24);
    guest.then(
        at -> {
          if (--left[0] > 0) {
            at.set(Register.RIP, again);
          }
        });
  }

  private void note(String what) {
    guest.then(at -> log.add(what));
  }

  /** Starts a thread on {@code body}; the code in front of it jumps over. */
  private void thread(int id, Consumer<ScriptedGuest> body) {
    final long[] main = new long[1];
    final long[] child = new long[1];
    guest.call(
        56, PTHREAD_FLAGS, DATA + 0x8000 + 0x800L * id, DATA + 0x300, CHILD_TID, 0x1234_5000L + id);
    guest.then(at -> at.set(Register.RIP, at.get(Register.RAX) == 0 ? child[0] : main[0]));
    child[0] = guest.here();
    body.accept(guest);
    guest.call(60, 0);
    main[0] = guest.here();
  }

  @Test
  void aThreadStartsWithItsOwnStackThreadPointerAndThePkruOfItsCreator() {
    guest.then(at -> at.setPkru(0x5555_5550));
    thread(
        1,
        g ->
            g.then(
                at -> {
                  assertEquals(DATA + 0x8800, at.get(Register.RSP));
                  assertEquals(0x1234_5001, at.get(Register.FS_BASE));
                  assertEquals(0x5555_5550, at.pkru());
                  at.setPkru(0);
                  log.add("child");
                }));
    guest.then(
        at -> {
          assertEquals(PROCESS + 1, memory.readInt(DATA + 0x300), "CLONE_PARENT_SETTID");
          assertEquals(0x5555_5550, at.pkru());
          assertEquals(0, at.get(Register.FS_BASE));
        });
    letOthersRun();
    guest.then(at -> assertEquals(0x5555_5550, at.pkru(), "PKRU is a thread's own"));
    note("parent");
    guest.exit(3);
    assertEquals(new Termination.Exited(3), guest.run());
    assertEquals(List.of("child", "parent"), log);
  }

  @Test
  void joinByClearedThreadIdWorks() {
    memory.writeInt(CHILD_TID, PROCESS + 1);
    thread(1, g -> note("child"));
    guest.call(answer -> assertEquals(0, answer), FUTEX, CHILD_TID, WAIT, PROCESS + 1, 0);
    guest.then(at -> assertEquals(0, memory.readInt(CHILD_TID)));
    note("joined");
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(List.of("child", "joined"), log);
  }

  @Test
  void futexWaitAnswersAtOnceWhenTheWordDiffersAndTimesOutOtherwise() {
    guest.call(answer -> assertEquals(-11, answer), FUTEX, WORD, WAIT, 5, 0);
    guest.call(answer -> assertEquals(-22, answer), FUTEX, WORD + 1, WAIT, 0, 0);
    guest.call(answer -> assertEquals(-14, answer), FUTEX, 0x1000, WAIT, 0, 0);
    memory.writeLong(TIMEOUT, 0);
    memory.writeLong(TIMEOUT + 8, 20_000_000);
    final long[] before = new long[1];
    guest.then(at -> before[0] = System.nanoTime());
    guest.call(answer -> assertEquals(-110, answer), FUTEX, WORD, WAIT, 0, TIMEOUT);
    guest.then(at -> assertTrue(System.nanoTime() - before[0] >= 20_000_000));
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void wakeCountsAndObeysTheBits() {
    thread(1, g -> g.call(answer -> log.add("one " + answer), FUTEX, WORD, 9, 0, 0, 0, 1));
    thread(2, g -> g.call(answer -> log.add("two " + answer), FUTEX, WORD, 9, 0, 0, 0, 2));
    letOthersRun();
    guest.call(answer -> assertEquals(0, answer), FUTEX, WORD, 10, 9, 0, 0, 4);
    guest.call(answer -> assertEquals(1, answer), FUTEX, WORD, 10, 9, 0, 0, 2);
    letOthersRun();
    guest.call(answer -> assertEquals(1, answer), FUTEX, WORD, WAKE, 9);
    letOthersRun();
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(List.of("two 0", "one 0"), log);
  }

  @Test
  void requeueMovesWaiters() {
    thread(1, g -> g.call(answer -> log.add("one"), FUTEX, WORD, WAIT, 0, 0));
    thread(2, g -> g.call(answer -> log.add("two"), FUTEX, WORD, WAIT, 0, 0));
    letOthersRun();
    guest.call(answer -> assertEquals(-11, answer), FUTEX, WORD, 4, 0, 9, WORD + 8, 77);
    guest.call(answer -> assertEquals(2, answer), FUTEX, WORD, 4, 1, 9, WORD + 8, 0);
    letOthersRun();
    guest.call(answer -> assertEquals(0, answer), FUTEX, WORD, WAKE, 9);
    guest.call(answer -> assertEquals(1, answer), FUTEX, WORD + 8, WAKE, 9);
    letOthersRun();
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(List.of("one", "two"), log);
  }

  @Test
  void wakeOperationChangesTheSecondWord() {
    memory.writeInt(WORD + 8, 5);
    // FUTEX_OP_ADD 3, wake there if it was 5.
    final long operation = 1L << 28 | 0L << 24 | 3 << 12 | 5;
    thread(1, g -> g.call(answer -> log.add("one"), FUTEX, WORD + 8, WAIT, 5, 0));
    letOthersRun();
    guest.call(answer -> assertEquals(1, answer), FUTEX, WORD, 5, 1, 1, WORD + 8, operation);
    guest.then(at -> assertEquals(8, memory.readInt(WORD + 8)));
    letOthersRun();
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(List.of("one"), log);
  }

  @Test
  void priorityLockIsHandedOver() {
    guest.call(answer -> assertEquals(0, answer), FUTEX, WORD, 6, 0, 0);
    guest.call(answer -> assertEquals(-35, answer), FUTEX, WORD, 6, 0, 0);
    thread(
        1,
        g -> {
          g.call(answer -> assertEquals(-1, answer), FUTEX, WORD, 7);
          g.call(answer -> assertEquals(-11, answer), FUTEX, WORD, 8);
          g.call(answer -> log.add("locked " + answer), FUTEX, WORD, 6, 0, 0);
          g.then(at -> assertEquals(PROCESS + 1, memory.readInt(WORD)));
          g.call(answer -> assertEquals(0, answer), FUTEX, WORD, 7);
        });
    letOthersRun();
    guest.then(at -> assertEquals(PROCESS | 0x8000_0000, memory.readInt(WORD)));
    guest.call(answer -> assertEquals(0, answer), FUTEX, WORD, 7);
    letOthersRun();
    guest.then(at -> assertEquals(0, memory.readInt(WORD)));
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(List.of("locked 0"), log);
  }

  @Test
  void robustLockOfADeadThreadIsMarkedAndHandedOn() {
    final long head = DATA + 0x400;
    final long entry = DATA + 0x500;
    memory.writeLong(head, entry);
    memory.writeLong(head + 8, 0x20);
    memory.writeLong(head + 16, 0);
    memory.writeLong(entry, head);
    memory.writeInt(entry + 0x20, (PROCESS + 1) | 0x8000_0000);
    thread(1, g -> g.call(answer -> assertEquals(0, answer), 273, head, 24));
    guest.call(
        answer -> assertEquals(0, answer),
        FUTEX,
        entry + 0x20,
        WAIT,
        (PROCESS + 1) | 0x8000_0000L,
        0);
    guest.then(at -> assertEquals(0xc000_0000, memory.readInt(entry + 0x20)));
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void aSpinningThreadIsPreempted() {
    final long flag = DATA + 0x600;
    thread(1, g -> g.then(at -> memory.writeInt(flag, 1)));
    final long spin = guest.here();
    guest.then(
        at -> {
          if (memory.readInt(flag) == 0) {
            at.set(Register.RIP, spin);
          }
        });
    guest.exit(5);
    assertEquals(new Termination.Exited(5), guest.run());
  }

  @Test
  void theProcessEndsWithTheLastThreadAndItsStatus() {
    thread(1, g -> g.call(24).call(24));
    guest.call(60, 9);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void aNewProcessIsRefusedAndNamedOnce() {
    guest.call(answer -> assertEquals(-38, answer), 56, 17, 0, 0, 0, 0);
    guest.call(answer -> assertEquals(-38, answer), 56, 17, 0, 0, 0, 0);
    guest.call(answer -> assertEquals(-38, answer), 57);
    guest.call(answer -> assertEquals(-22, answer), 56, 0x10000, 0, 0, 0, 0);
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(
        """
        cubicle: system call 56 (clone) of a new process is not implemented; answered ENOSYS
        cubicle: system call 57 (fork) is not implemented; answered ENOSYS
        """,
        guest.diagnostics());
  }

  @Test
  void cloneWithArgumentsInMemory() {
    final long arguments = DATA + 0x700;
    memory.writeLong(arguments, PTHREAD_FLAGS & ~0x400000);
    memory.writeLong(arguments + 16, CHILD_TID);
    memory.writeLong(arguments + 24, DATA + 0x300);
    memory.writeLong(arguments + 40, DATA + 0x8000);
    memory.writeLong(arguments + 48, 0x1000);
    memory.writeLong(arguments + 56, 0x4444_0000);
    final long[] main = new long[1];
    guest.call(answer -> assertEquals(-22, answer), 435, arguments, 56);
    guest.call(435, arguments, 88);
    guest.then(
        at -> {
          if (at.get(Register.RAX) != 0) {
            assertEquals(PROCESS + 1, at.get(Register.RAX));
            at.set(Register.RIP, main[0]);
          }
        });
    guest.then(
        at -> {
          assertEquals(DATA + 0x9000, at.get(Register.RSP));
          assertEquals(0x4444_0000, at.get(Register.FS_BASE));
          log.add("child");
        });
    guest.call(60, 0);
    main[0] = guest.here();
    letOthersRun();
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
    assertEquals(List.of("child"), log);
  }
}
