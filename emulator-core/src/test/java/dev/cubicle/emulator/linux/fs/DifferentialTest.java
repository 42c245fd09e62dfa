package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Random operations, done three times: in the guest's memory, in a share, and with java.nio
 * directly in a host directory. All three must agree on what succeeds and on what is there
 * afterwards; the two guests must agree on every number as well.
 */
final class DifferentialTest {

  /** One operation on relative paths. */
  private record Step(Kind kind, String first, String second, int number) {}

  private enum Kind {
    WRITE,
    WRITE_AT,
    TRUNCATE,
    MKDIR,
    RMDIR,
    UNLINK,
    RENAME,
    LINK,
    SYMLINK,
    READ
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    final Arbitrary<String> names = Arbitraries.of("a", "b", "c");
    final Arbitrary<String> paths =
        names.list().ofMinSize(1).ofMaxSize(3).map(parts -> String.join("/", parts));
    return Combinators.combine(
            Arbitraries.of(Kind.class), paths, paths, Arbitraries.integers().between(0, 40_000))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  @Property(tries = 150)
  void memoryShareAndHostAgree(@ForAll("steps") List<Step> steps) throws IOException {
    final Path top = Files.createTempDirectory("differential");
    try {
      final Path plain = Files.createDirectory(top.resolve("plain"));
      final Path shared = Files.createDirectory(top.resolve("shared"));
      final FileHarness guest = new FileHarness();
      guest.files.share(new Share(shared, "/mnt", false));
      for (Step step : steps) {
        final long inMemory = run(guest, "/tmp/", step);
        final long inShare = run(guest, "/mnt/", step);
        assertEquals(inMemory, inShare, () -> "memory and share, " + step);
        assertEquals(succeeds(plain, step), inMemory >= 0, () -> "host and memory, " + step);
      }
      final TreeMap<String, String> expected = new TreeMap<>();
      describe(plain, plain, expected);
      assertEquals(expected, describe(guest, "/tmp"));
      assertEquals(expected, describe(guest, "/mnt"));
    } finally {
      remove(top);
    }
  }

  private static void remove(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] content(Step step) {
    return ("<" + step.number() + ">").getBytes(StandardCharsets.US_ASCII);
  }

  private static long run(FileHarness guest, String top, Step step) {
    final String first = top + step.first();
    final String second = top + step.second();
    return switch (step.kind()) {
      case WRITE -> guest.put(first, new String(content(step), StandardCharsets.US_ASCII));
      case WRITE_AT -> {
        final long file = guest.open(first, 2, 0);
        if (file < 0) {
          yield file;
        }
        guest.memory.write(guest.buffer(), content(step));
        final long count =
            guest.call(18, file, guest.buffer(), content(step).length, step.number());
        guest.call(3, file);
        yield count;
      }
      case TRUNCATE -> guest.call(76, guest.text(first), step.number());
      case MKDIR -> guest.call(83, guest.text(first), 0777);
      case RMDIR -> guest.call(84, guest.text(first));
      case UNLINK -> guest.call(87, guest.text(first));
      case RENAME -> guest.call(82, guest.text(first), guest.text(second));
      case LINK -> guest.call(86, guest.text(first), guest.text(second));
      case SYMLINK -> guest.call(88, guest.text(step.second()), guest.text(first));
      case READ -> {
        final long file = guest.open(first, 0, 0);
        if (file >= 0) {
          final long count = guest.call(0, file, guest.buffer(), 10);
          guest.call(3, file);
          yield count;
        }
        yield file;
      }
    };
  }

  /** The same with java.nio. */
  private static boolean succeeds(Path top, Step step) {
    final Path first = top.resolve(step.first());
    final Path second = top.resolve(step.second());
    try {
      switch (step.kind()) {
        case WRITE -> Files.write(first, content(step));
        case WRITE_AT -> {
          if (!Files.isRegularFile(first)) {
            return false;
          }
          try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
            file.seek(step.number());
            file.write(content(step));
          }
        }
        case TRUNCATE -> {
          if (!Files.isRegularFile(first)) {
            return false;
          }
          try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
            file.setLength(step.number());
          }
        }
        case MKDIR -> Files.createDirectory(first);
        case RMDIR -> {
          if (!Files.isDirectory(first, LinkOption.NOFOLLOW_LINKS)) {
            return false;
          }
          Files.delete(first);
        }
        case UNLINK -> {
          if (Files.isDirectory(first, LinkOption.NOFOLLOW_LINKS)) {
            return false;
          }
          Files.delete(first);
        }
        case RENAME -> Files.move(first, second, StandardCopyOption.ATOMIC_MOVE);
        case LINK -> Files.createLink(second, first);
        case SYMLINK -> Files.createSymbolicLink(first, Path.of(step.second()));
        case READ -> {
          if (!Files.isRegularFile(first)) {
            return false;
          }
          Files.readAllBytes(first);
        }
      }
      return true;
    } catch (NoSuchFileException
        | FileAlreadyExistsException
        | NotDirectoryException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException e) {
      return false;
    } catch (FileSystemException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(step.toString(), e);
    }
  }

  private static void describe(Path top, Path at, TreeMap<String, String> all) throws IOException {
    try (Stream<Path> entries = Files.list(at)) {
      for (Path entry : entries.toList()) {
        final String name = top.relativize(entry).toString();
        if (Files.isSymbolicLink(entry)) {
          all.put(name, "-> " + Files.readSymbolicLink(entry));
        } else if (Files.isDirectory(entry)) {
          all.put(name, "directory");
          describe(top, entry, all);
        } else {
          all.put(name, new String(Files.readAllBytes(entry), StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private static TreeMap<String, String> describe(FileHarness guest, String top) {
    final TreeMap<String, String> all = new TreeMap<>();
    final List<String> directories = new ArrayList<>(List.of(""));
    while (!directories.isEmpty()) {
      final String at = directories.removeLast();
      for (String name : guest.list(top + "/" + at)) {
        if (!name.equals(".") && !name.equals("..")) {
          final String relative = at.isEmpty() ? name : at + "/" + name;
          all.put(relative, describeOne(guest, top + "/" + relative));
          if (all.get(relative).equals("directory")) {
            directories.add(relative);
          }
        }
      }
    }
    return all;
  }

  private static String describeOne(FileHarness guest, String path) {
    assertEquals(0, guest.call(6, guest.text(path), guest.buffer()), path);
    final int type = guest.memory.readInt(guest.buffer() + 24) & 0xf000;
    if (type == 0xa000) {
      final long count = guest.call(89, guest.text(path), guest.buffer(), 4096);
      assertTrue(count > 0, path);
      return "-> " + guest.string(guest.buffer(), (int) count);
    }
    return type == 0x4000 ? "directory" : guest.get(path);
  }
}
