package dev.cubicle.emulator.linux.seccomp;

/**
 * An installed filter and the ones that were installed before it, which all go on being asked.
 * Threads share filters and never change them ({@code struct seccomp_filter}).
 */
public final class SystemCallFilter {

  /** Actions, the upper 16 bits of a verdict (include/uapi/linux/seccomp.h). */
  static final int KILL_PROCESS = 0x8000_0000;

  static final int KILL_THREAD = 0;
  static final int TRAP = 0x0003_0000;
  static final int ERRNO = 0x0005_0000;
  static final int USER_NOTIF = 0x7fc0_0000;
  static final int TRACE = 0x7ff0_0000;
  static final int LOG = 0x7ffc_0000;
  static final int ALLOW = 0x7fff_0000;

  static final int ACTION = 0xffff_0000;
  static final int DATA = 0xffff;

  /** What a filter costs beyond its own instructions, against the limit. */
  private static final int PENALTY = 4;

  private final FilterProgram program;
  private final SystemCallFilter previous;

  /**
   * @param previous the filter that was installed before; null for none
   */
  SystemCallFilter(FilterProgram program, SystemCallFilter previous) {
    this.program = program;
    this.previous = previous;
  }

  /** The strictest verdict of all filters: actions count as signed numbers, the lowest wins. */
  int verdict(SystemCallData data) {
    int strictest = ALLOW;
    for (SystemCallFilter filter = this; filter != null; filter = filter.previous) {
      final int verdict = filter.program.run(data);
      if ((verdict & ACTION) < (strictest & ACTION)) {
        strictest = verdict;
      }
    }
    return strictest;
  }

  /** Whether this filter is {@code descendant} or was installed before it. */
  boolean isAncestorOf(SystemCallFilter descendant) {
    for (SystemCallFilter filter = descendant; filter != null; filter = filter.previous) {
      if (filter == this) {
        return true;
      }
    }
    return false;
  }

  /** How many filters there are. */
  static int count(SystemCallFilter newest) {
    int count = 0;
    for (SystemCallFilter filter = newest; filter != null; filter = filter.previous) {
      count++;
    }
    return count;
  }

  /** Instructions of all filters, with what each costs beyond them. */
  static int cost(SystemCallFilter newest) {
    int cost = 0;
    for (SystemCallFilter filter = newest; filter != null; filter = filter.previous) {
      cost += filter.program.length() + PENALTY;
    }
    return cost;
  }
}
