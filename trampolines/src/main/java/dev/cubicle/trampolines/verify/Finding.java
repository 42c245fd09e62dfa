package dev.cubicle.trampolines.verify;

import java.util.Optional;

/**
 * Something that makes an image unsafe to run.
 *
 * @param cubicle the name of whose part it is, empty if nobody's
 * @param address where, or 0 if nowhere in particular
 * @param location the address by name, such as {@code vfs_read+0x12}
 * @param text what is wrong, one line without the place
 */
public record Finding(
    Kind kind, Optional<String> cubicle, long address, String location, String text) {

  /** What is violated. */
  public enum Kind {
    /** Code that could change its own rights or enter the kernel. */
    SENSITIVE_CODE,
    /** Far transfers and loads of FS and GS. */
    FAR_TRANSFER,
    /** A page that can be written and executed, or an executable stack. */
    WRITABLE_CODE,
    /** The program headers and the manifest tell different stories, or overlap. */
    LAYOUT,
    /** A trampoline is not what the builder would generate. */
    TRAMPOLINE,
    /** Gate or monitor are not as they were shipped, or can be misused. */
    MONITOR,
    /** A function that may be called is not what the manifest says. */
    FUNCTION,
    /** A permanent window opens what it must not. */
    GRANT,
    /** A system-call trap is not where the manifest says. */
    TRAP
  }

  /** One line for a person. */
  public String line() {
    StringBuilder line = new StringBuilder();
    cubicle.ifPresent(name -> line.append(name).append(": "));
    if (address != 0) {
      String number = "0x%x".formatted(address);
      line.append(location);
      line.append(location.equals(number) ? ": " : " (" + number + "): ");
    }
    return line.append(text).toString();
  }
}
