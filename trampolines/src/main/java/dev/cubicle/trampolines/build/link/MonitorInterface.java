package dev.cubicle.trampolines.build.link;

import java.util.Set;

/**
 * What the monitor's objects define for others. The list is closed: whatever else they define, no
 * cubicle can call it.
 */
public final class MonitorInterface {
  /** The name of the component of the monitor's objects. */
  public static final String COMPONENT = "monitor";

  /** The program's entry point. */
  public static final String START = "_start";

  /** Where trampolines jump to. */
  public static final String GATE_CALL = "cubicle_gate_call";

  /** Where calls return to. */
  public static final String GATE_RETURN = "cubicle_gate_return";

  /** {@code cubicle/cubicle.h}. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "cubicle_find",
          "cubicle_window_init",
          "cubicle_window_add",
          "cubicle_window_remove",
          "cubicle_window_open",
          "cubicle_window_open_read",
          "cubicle_window_close",
          "cubicle_window_close_all",
          "cubicle_window_destroy",
          "cubicle_pages_alloc",
          "cubicle_pages_free",
          "cubicle_pages_give",
          "cubicle_syscall",
          "cubicle_thread_create",
          "cubicle_thread_join",
          "cubicle_exit");

  private MonitorInterface() {}

  /** Whether cubicles may call it. */
  static boolean exports(String name) {
    return FUNCTIONS.contains(name);
  }
}
