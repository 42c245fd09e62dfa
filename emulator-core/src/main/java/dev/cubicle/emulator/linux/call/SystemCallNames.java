package dev.cubicle.emulator.linux.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The names of all x86-64 system calls, those included that nobody implements here. */
final class SystemCallNames {

  private static final String RESOURCE = "system-calls.txt";

  private final Map<Integer, String> names;

  private SystemCallNames(Map<Integer, String> names) {
    this.names = names;
  }

  /** Reads the table: lines of a number and a name. Only worth it when a name is wanted. */
  static SystemCallNames load() {
    final Map<Integer, String> names = new HashMap<>();
    try (InputStream resource = SystemCallNames.class.getResourceAsStream(RESOURCE)) {
      final String table = new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : table.lines().toList()) {
        final int space = line.indexOf(' ');
        names.put(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the table of system call names cannot be read", e);
    }
    return new SystemCallNames(names);
  }

  /** The kernel's name; {@code unknown} when the number means nothing on Linux 6.12 either. */
  String name(int number) {
    return names.getOrDefault(number, "unknown");
  }
}
