package dev.cubicle.cli.run;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.SectionNames;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** Recognises a Unikraft image that was built for Linux as its platform. */
final class UnikraftImage {

  /** Unikraft's linker scripts gather its tables in sections named so; no other program has any. */
  private static final String TABLE = ".uk_";

  /** What every program has that was linked with a C library's start-up files. */
  private static final String START_UP = ".init";

  /** The platform's name, with which it begins its messages. */
  private static final byte[] PLATFORM = "liblinuxuplat".getBytes(StandardCharsets.US_ASCII);

  /** A larger file is not searched. */
  private static final long LIMIT = 1L << 28;

  private UnikraftImage() {}

  /** Whether the file is one; a file that cannot be read is none. */
  static boolean is(Path file) {
    final Set<String> sections = SectionNames.of(file);
    if (sections.stream().anyMatch(name -> name.startsWith(TABLE))) {
      return true;
    }
    // A small image of release 0.4 has no table: what has no start-up code either is searched.
    return !sections.isEmpty()
        && !sections.contains(START_UP)
        && !sections.contains(CubicleImage.MANIFEST_SECTION)
        && namesPlatform(file);
  }

  private static boolean namesPlatform(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > LIMIT) {
        return false;
      }
      final MappedByteBuffer bytes = channel.map(MapMode.READ_ONLY, 0, channel.size());
      for (int at = 0; at <= bytes.limit() - PLATFORM.length; at++) {
        if (bytes.get(at) == PLATFORM[0] && matches(bytes, at)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean matches(MappedByteBuffer bytes, int at) {
    for (int i = 1; i < PLATFORM.length; i++) {
      if (bytes.get(at + i) != PLATFORM[i]) {
        return false;
      }
    }
    return true;
  }
}
