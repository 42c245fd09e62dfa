package dev.cubicle.emulator.linux.fs.host;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names on the host and in the guest. The guest's are bytes, one to a {@code char}; the host's are
 * text in UTF-8. A name that is not valid UTF-8, or that the host's Java cannot express, does not
 * exist for the other side.
 */
final class HostNames {

  private HostNames() {}

  /** One name, never a path with several. */
  static Optional<Path> toHost(String guest) {
    return text(guest)
        .flatMap(
            name -> {
              try {
                final Path path = Path.of(name);
                final boolean single =
                    path.getNameCount() == 1
                        && !path.isAbsolute()
                        && !name.isEmpty()
                        && !name.equals(".")
                        && !name.equals("..");
                return single ? Optional.of(path) : Optional.empty();
              } catch (InvalidPathException e) {
                return Optional.empty();
              }
            });
  }

  /** The guest's bytes as text. */
  static Optional<String> text(String guest) {
    try {
      final ByteBuffer bytes = ByteBuffer.wrap(guest.getBytes(StandardCharsets.ISO_8859_1));
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static Optional<String> toGuest(Path host) {
    final String guest = bytes(host.toString());
    // A name whose bytes Java could not decode does not come back the same.
    return toHost(guest).filter(host::equals).map(same -> guest);
  }

  /** Text as the guest's bytes. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
