package dev.cubicle.trampolines.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.dwarf.SignatureReader;
import dev.cubicle.trampolines.dwarf.Signatures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Assertions;

/** Damaged files are read, or refused in one line; never anything else, and never for long. */
final class ObjectFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int[] INTERESTING = {
    0, 1, -1, 4, 8, 0x7f, 0x80, 0xff, 0xff00, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0
  };
  private static Path directory;
  private static List<byte[]> objects;
  private static byte[] archive;

  @BeforeContainer
  static void compile() throws IOException {
    directory = Files.createTempDirectory("fuzz");
    Toolchain tools = new Toolchain(directory);
    String source =
        """
        struct s { int a : 3; double b; union { char c[5]; float f; } d[2]; };
        typedef const volatile struct s t;
        static int callback(int x) { return x + 1; }
        int outside(int (*)(int), struct s, long double, ...);
        static int (*table[])(int) = {callback};
        __thread int local;
        int f(t *x, _Complex float y, __int128 z) {
          return outside(table[local], *(struct s *) x, y, callback);
        }
        """;
    Path first = tools.compile("a.c", source, "-O2", "-g");
    Path second = tools.compile("b.c", source, "-O0", "-gdwarf-4", "-fdebug-types-section");
    Path third = tools.compile("c.c", source, "-O1", "-g", "-gz", "-ffunction-sections");
    tools.succeed("ar", "rc", "lib.a", first.toString(), second.toString());
    objects =
        List.of(Files.readAllBytes(first), Files.readAllBytes(second), Files.readAllBytes(third));
    archive = Files.readAllBytes(tools.path("lib.a"));
  }

  @AfterContainer
  static void clean() throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static byte[] damaged(byte[] original, Random random, int from, int to) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = from + random.nextInt(to - from);
      if (random.nextBoolean()) {
        bytes[at] = (byte) random.nextInt();
      } else if (at + 4 <= bytes.length) {
        int value = INTERESTING[random.nextInt(INTERESTING.length)];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
      }
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, from + random.nextInt(to - from)) : bytes;
  }

  @Property(tries = 1_500)
  void damagedObjects(@ForAll @IntRange(max = 2) int which, @ForAll long seed) {
    byte[] original = objects.get(which);
    read(damaged(original, new Random(seed), 0, original.length));
  }

  /** Header, names, symbols, relocations, section headers. */
  @Property(tries = 1_500)
  void damagedTables(@ForAll @IntRange(max = 2) int which, @ForAll long seed) throws Exception {
    byte[] original = objects.get(which);
    Random random = new Random(seed);
    int table = (int) ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
    boolean isHeader = random.nextInt(8) == 0;
    read(damaged(original, random, isHeader ? 0 : table, isHeader ? 64 : original.length));
  }

  @Property(tries = 2_000)
  void damagedDebugInformation(@ForAll @IntRange(max = 1) int which, @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    byte[] bytes = objects.get(which);
    ObjectFile object = ObjectFile.parse(name("debug.o"), bytes);
    List<Section> debug =
        object.sections().stream()
            .filter(section -> section.name().matches(".*debug_(info|abbrev|types|str)"))
            .filter(section -> section.size() > 0)
            .toList();
    Section section = debug.get(random.nextInt(debug.size()));
    ObjectEditor editor = new ObjectEditor(object);
    byte[] contents = section.bytes();
    editor.patch(section, 0, damaged(contents, random, 0, contents.length));
    Signatures signatures =
        Assertions.assertTimeoutPreemptively(LIMIT, () -> SignatureReader.read(editor.toObject()));
    signatures.problems().forEach(problem -> assertEquals(1, problem.reason().lines().count()));
  }

  @Property(tries = 500)
  void damagedArchives(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    int end = random.nextBoolean() ? archive.length : 400;
    Path file = Files.write(directory.resolve("damaged"), damaged(archive, random, 0, end));
    try {
      InputFile.read(file);
    } catch (BadInputException e) {
      check(e);
    }
  }

  private static ObjectName name(String text) {
    return new ObjectName(Path.of(text), Optional.empty());
  }

  private static void read(byte[] bytes) {
    Assertions.assertTimeoutPreemptively(LIMIT, () -> use(bytes));
  }

  private static void use(byte[] bytes) {
    try {
      ObjectFile object = ObjectFile.parse(name("damaged.o"), bytes);
      References.of(object);
      SignatureReader.read(object);
      byte[] written = new ObjectEditor(object).toBytes();
      assertTrue(written.length < 3 * bytes.length + 4096, "grew to " + written.length);
      ObjectFile again = ObjectFile.parse(name("again.o"), written);
      assertEquals(object.symbols().size(), again.symbols().size());
    } catch (BadInputException e) {
      check(e);
    }
  }

  private static void check(BadInputException e) {
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().length() < 1000, e.getMessage());
  }
}
