package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what compilers and librarians leave behind: objects and archives. */
public final class InputFile {
  /** Bytes of the largest file that is read. */
  static final long LARGEST = 1L << 30;

  private InputFile() {}

  /**
   * Whether the file begins like an archive, ordinary or thin.
   *
   * @throws BadInputException when it cannot be read
   */
  public static boolean isArchive(Path file) throws BadInputException {
    try (InputStream stream = Files.newInputStream(file)) {
      return Archive.isArchive(stream.readNBytes(Archive.MAGIC.length));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads an object, or all members of an archive in their order.
   *
   * @throws BadInputException when the file cannot be read or is not usable
   */
  public static List<ObjectFile> read(Path file) throws BadInputException {
    byte[] bytes = bytes(file);
    return Archive.isArchive(bytes)
        ? new Archive(file, bytes).objects()
        : List.of(ObjectFile.parse(new ObjectName(file, Optional.empty()), bytes));
  }

  /**
   * Reads an object, without the relocations of its debug information: sooner than {@link #read}.
   *
   * @throws BadInputException when the file cannot be read or is not usable
   */
  public static ObjectFile readLoaded(Path object) throws BadInputException {
    return ObjectFile.parseLoaded(new ObjectName(object, Optional.empty()), bytes(object));
  }

  private static byte[] bytes(Path file) throws BadInputException {
    try {
      if (!Files.exists(file)) {
        throw new BadInputException(file + ": no such file");
      }
      if (!Files.isRegularFile(file)) {
        throw new BadInputException(file + ": not a file");
      }
      if (Files.size(file) > LARGEST) {
        throw new BadInputException(
            file + ": larger than " + (LARGEST >> 20) + " MiB: split it, or strip it (strip -g)");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static BadInputException unreadable(Path file, IOException e) {
    String reason = e instanceof NoSuchFileException ? "no such file" : "cannot be read";
    return new BadInputException(file + ": " + reason, e);
  }

  /** For comparison with a file's first bytes. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
