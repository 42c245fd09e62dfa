package dev.cubicle.attacks;

import java.util.Locale;

/**
 * Single defences of the monitor that can be compiled out: {@code -DWITHOUT_NAME}, described in the
 * monitor's {@code monitor.h}.
 */
public enum Defence {
  SCRUB("scrubbing of registers"),
  COMPARE("comparison of PKRU"),
  SECCOMP("seccomp filter"),
  SYSCALL_FILTER("filter in cubicle_syscall"),
  HANDLER_CHECK("check of who enters the handler"),
  STACK_CHECK("check of stack arguments"),
  PERMISSION("check of permissions"),
  CLOSE("recall of lent pages"),
  CLEAR("clearing of pages"),
  COPY("copies of what is checked, and no second look"),
  POINTER_CHECK("check of pointers that are handed over");

  private final String title;

  Defence(String title) {
    this.title = title;
  }

  /** As in "no seccomp filter". */
  public String title() {
    return title;
  }

  /** The monitor's macro. */
  public String macro() {
    return "WITHOUT_" + name();
  }

  /** As in the names of directories: {@code syscall-filter}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
