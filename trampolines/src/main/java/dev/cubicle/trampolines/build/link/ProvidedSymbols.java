package dev.cubicle.trampolines.build.link;

import java.util.Set;

/** Names that the builder and the linker define. */
public final class ProvidedSymbols {
  /** For the monitor alone: docs/image.md, "Symbols the builder defines for the monitor". */
  private static final Set<String> FOR_MONITOR =
      Set.of(
          "cubicle_manifest",
          "cubicle_constructors_start",
          "cubicle_constructors_end",
          "cubicle_trampolines_start",
          "cubicle_trampolines_end",
          "cubicle_gate_start",
          "cubicle_gate_end",
          "cubicle_image_start",
          "cubicle_image_end");

  /** What linker scripts of static programs define. */
  private static final Set<String> FOR_ALL =
      Set.of(
          "__preinit_array_start",
          "__preinit_array_end",
          "__init_array_start",
          "__init_array_end",
          "__fini_array_start",
          "__fini_array_end",
          "__rela_iplt_start",
          "__rela_iplt_end",
          "__executable_start",
          "__ehdr_start",
          "__dso_handle",
          "__bss_start",
          "_etext",
          "etext",
          "_edata",
          "edata",
          "_end",
          "end");

  /**
   * What the linker itself understands by name; and what the rewriter jumps to in the gate, for
   * SYSCALL instructions.
   */
  private static final Set<String> OF_LINKER =
      Set.of(
          "_GLOBAL_OFFSET_TABLE_",
          "_TLS_MODULE_BASE_",
          "cubicle_trap_direct",
          "cubicle_trap_direct_low");

  /**
   * What position-independent code calls for thread-local variables: in a static program the linker
   * replaces these calls. A C library may define it, and call it itself.
   */
  private static final String TLS_GET_ADDR = "__tls_get_addr";

  private ProvidedSymbols() {}

  /** Whether nothing that a component defines can take its place. */
  public static boolean ofLinker(String name) {
    return OF_LINKER.contains(name);
  }

  /** Whether it stands for something where nobody else defines it. */
  static boolean provided(String name, boolean monitor) {
    return FOR_ALL.contains(name)
        || name.equals(TLS_GET_ADDR)
        || (monitor && FOR_MONITOR.contains(name));
  }

  /** Whether the monitor's definition of it has that name in the link whoever else defines one. */
  public static boolean ofMonitor(String name) {
    return name.equals(MonitorInterface.START) || name.startsWith("cubicle_");
  }

  /** Whether no definition of a component may have that name in the link. */
  public static boolean reserved(String name) {
    return FOR_ALL.contains(name)
        || FOR_MONITOR.contains(name)
        || ofLinker(name)
        || ofMonitor(name)
        || (name.startsWith("cubicle.") && !name.startsWith("cubicle.trap."))
        || name.startsWith("__start_")
        || name.startsWith("__stop_");
  }
}
