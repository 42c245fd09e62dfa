package dev.cubicle.emulator.linux.fs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A host directory or file that the guest sees: the argument of {@code --share}.
 *
 * @param host where it is on the host
 * @param guest absolute path at which the guest sees it
 * @param readOnly whether the guest may only read it
 */
public record Share(Path host, String guest, boolean readOnly) {

  /**
   * Parses {@code HOST:GUEST}, {@code HOST:GUEST:ro} or {@code HOST:GUEST:rw}. The guest path is
   * what follows the last colon before the suffix, so that host paths may hold colons.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Share parse(String argument) {
    final boolean readOnly = argument.endsWith(":ro");
    final String pair =
        readOnly || argument.endsWith(":rw")
            ? argument.substring(0, argument.length() - 3)
            : argument;
    final int colon = pair.lastIndexOf(':');
    if (colon <= 0 || !pair.startsWith("/", colon + 1)) {
      throw new IllegalArgumentException(
          "--share %s: expected HOST:GUEST with an absolute GUEST path, and :ro behind it to share"
                  .formatted(argument)
              + " for reading only");
    }
    try {
      return new Share(Path.of(pair.substring(0, colon)), pair.substring(colon + 1), readOnly);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--share %s: %s".formatted(argument, e.getMessage()), e);
    }
  }
}
