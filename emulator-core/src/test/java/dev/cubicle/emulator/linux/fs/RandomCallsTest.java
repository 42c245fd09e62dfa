package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls with random arguments: none may end in an exception other than the three that
 * handlers answer with, and nothing outside the share may change.
 */
final class RandomCallsTest {

  private static final int ROUNDS = 30;
  private static final int CALLS = 4000;

  private static final List<String> PATHS =
      List.of(
          "/",
          ".",
          "..",
          "a",
          "b",
          "c/",
          "a/b",
          "b/a",
          "a/../b",
          "/tmp",
          "/tmp/a",
          "/mnt",
          "/mnt/a",
          "/mnt/b",
          "/mnt/a/b",
          "/mnt/../mnt/a",
          "/mnt/out",
          "/mnt/out/secret",
          "../../../etc",
          "/proc/self/fd/3",
          "/proc/self/root/mnt/a",
          "/proc/self/cwd/..",
          "/dev/null",
          "/dev/full",
          "/dev/stdin",
          "/proc/self/fd",
          "\u00ff",
          "/mnt/\u00ff",
          "/mnt/a\u0001b",
          "",
          "//",
          "/mnt/",
          "user.x",
          "security.x",
          "x".repeat(300),
          "/mnt/" + "y".repeat(255),
          "/mnt/../..",
          "/mnt/f");

  @TempDir private Path host;

  @Test
  void anythingGoes() throws IOException {
    final Path shared = Files.createDirectory(host.resolve("shared"));
    final Path outside = Files.createDirectory(host.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "untouched");
    final Map<String, String> before = snapshot(outside);
    int succeeded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      delete(shared.resolve("out"));
      Files.createSymbolicLink(shared.resolve("out"), outside);
      succeeded += round(new Random(round), shared);
    }
    removeLinks(shared);
    assertEquals(before, snapshot(outside));
    try (Stream<Path> names = Files.list(host)) {
      assertEquals(2, names.count(), "nothing beside the two directories");
    }
    assertTrue(
        succeeded > ROUNDS * CALLS / 20, "enough calls succeed to get anywhere: " + succeeded);
  }

  /** Whatever guests made of it; links are not followed. */
  private static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What guests made links to is none of the clean-up's business. */
  private static void removeLinks(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Map<String, String> snapshot(Path root) throws IOException {
    final Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        all.put(
            file + " " + Files.getPosixFilePermissions(file) + Files.getLastModifiedTime(file),
            Files.isRegularFile(file) ? Files.readString(file) : "");
      }
    }
    return all;
  }

  private static int round(Random random, Path shared) throws IOException {
    final FileHarness guest = new FileHarness();
    guest.files.share(new Share(shared, "/mnt", false));
    guest.showProcess();
    final List<Integer> existing = IntStream.range(0, 450).filter(guest::exists).boxed().toList();
    int succeeded = 0;
    for (int i = 0; i < CALLS; i++) {
      final int number = existing.get(random.nextInt(existing.size()));
      final long[] arguments = new long[6];
      for (int index = 0; index < arguments.length; index++) {
        arguments[index] = argument(random, guest);
      }
      final long result;
      try {
        result = guest.call(number, arguments);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("call %d %s".formatted(number, List.of(boxed(arguments))), e);
      }
      if (result == FileHarness.BLOCKED) {
        guest.waiting().ready();
      } else {
        assertTrue(result > -4096, "call " + number + " answered " + result);
        succeeded += result >= 0 ? 1 : 0;
      }
      // Descriptors 0 to 2 may be gone; a guest that has closed everything gets nowhere.
      if (i % 100 == 0) {
        guest.open("/mnt/f", 0x42, 0644);
        guest.call(293, guest.buffer(), 0x800);
      }
    }
    return succeeded;
  }

  private static Long[] boxed(long[] values) {
    final Long[] boxed = new Long[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  private static long argument(Random random, FileHarness guest) {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextInt(12);
      case 1 -> random.nextInt(16) * 512L;
      case 2 -> guest.buffer() + random.nextInt(4096);
      case 3, 4, 5, 6 -> guest.text(PATHS.get(random.nextInt(PATHS.size())));
      case 7 -> guest.memory.end() - random.nextInt(64);
      case 8 -> 1L << random.nextInt(64);
      case 9 -> -1L - random.nextInt(200);
      case 10 -> random.nextInt();
      default -> random.nextInt(3) == 0 ? random.nextLong() : -100;
    };
  }
}
