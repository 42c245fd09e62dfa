package dev.cubicle.guests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What this machine can run without emulation. */
public final class NativeHost {

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** In the flags line: protection keys, switched on by the kernel. */
  private static final String KEYS = "ospke";

  private NativeHost() {}

  /** Why guests cannot run here at all; empty if they can. */
  public static Optional<String> unsuitable() {
    final String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    final String processor = System.getProperty("os.arch", "");
    return system.contains("linux") && List.of("amd64", "x86_64").contains(processor)
        ? Optional.empty()
        : Optional.of(
            "guests are x86-64 Linux programs, and this is " + system + " on " + processor);
  }

  /** Whether processor and kernel have protection keys. */
  public static boolean hasProtectionKeys() {
    try {
      return Files.readString(PROCESSOR, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("flags"))
          .anyMatch(line -> List.of(line.split("\\s+")).contains(KEYS));
    } catch (IOException e) {
      return false;
    }
  }
}
