package dev.cubicle.trampolines.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.Toolchain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputFileTest {
  @TempDir Path directory;
  private Toolchain tools;

  @BeforeEach
  void setUp() {
    tools = new Toolchain(directory);
  }

  @Test
  void archivesWithLongAndRepeatedNames() throws Exception {
    Path first = tools.compile("a_file_with_a_name_longer_than_16.c", "int f(void) { return 1; }");
    Path second = tools.compile("b.c", "int g(void) { return 2; }");
    Path archive = tools.path("lib.a");
    tools.succeed("ar", "rc", archive.toString(), first.toString(), second.toString());
    tools.succeed("ar", "q", archive.toString(), second.toString());
    assertTrue(InputFile.isArchive(archive));
    assertFalse(InputFile.isArchive(second));
    List<ObjectFile> objects = InputFile.read(archive);
    assertEquals(
        List.of(
            archive + "(a_file_with_a_name_longer_than_16.o)",
            archive + "(b.o)",
            archive + "(b.o#2)"),
        objects.stream().map(ObjectFile::toString).toList());
    assertTrue(objects.get(0).symbol("f").orElseThrow().isFunction());
    assertTrue(objects.get(2).symbol("g").orElseThrow().isInSection());
  }

  @Test
  void everySectionSymbolAndRelocationIsWhatReadelfSays() throws Exception {
    Path file =
        tools.compile(
            "a.cc",
            """
            #include <vector>
            thread_local int here = 3;
            inline int shared(int x) { static int count; return count += x + here; }
            int f(std::vector<int> &v) { v.push_back(shared(3)); return v.size(); }
            """,
            "-g",
            "-ffunction-sections");
    ObjectFile object = InputFile.read(file).getFirst();
    String symbols = tools.succeed("readelf", "-sW", file.toString());
    List<String> expected =
        symbols.lines().map(String::strip).filter(line -> line.matches("[0-9]+: .*")).toList();
    assertEquals(expected.size(), object.symbols().size());
    for (Symbol symbol : object.symbols().subList(1, expected.size())) {
      String[] words = expected.get(symbol.index()).split(" +");
      assertEquals(Long.parseUnsignedLong(words[1], 16), symbol.value());
      assertEquals(words[3], symbol.type().name());
      assertEquals(words[4], symbol.binding().name());
      assertEquals(words[5], symbol.visibility().name());
      if (symbol.isInSection()) {
        assertEquals(Integer.parseInt(words[6]), symbol.section());
      }
      if (!symbol.name().isEmpty()) {
        assertEquals(words[7], symbol.name());
      }
    }
    long relocations =
        tools
            .succeed("readelf", "-rW", file.toString())
            .lines()
            .filter(line -> line.matches("[0-9a-f]{16} .*"))
            .count();
    assertEquals(
        relocations,
        object.sections().stream().mapToLong(section -> object.relocations(section).size()).sum());
    assertTrue(object.groups().stream().anyMatch(Group::comdat));
  }

  @Test
  void moreSectionsThanSixteenBitsCount() throws Exception {
    StringBuilder source = new StringBuilder();
    IntStream.range(0, 66_000)
        .forEach(i -> source.append(".section .text.%d,\"ax\"\nf%d: ret\n".formatted(i, i)));
    source.append(".globl g\ng: ret\n");
    Path file = tools.compile("a.s", source.toString());
    ObjectFile object = InputFile.read(file).getFirst();
    ObjectFile again = new ObjectEditor(object).toObject();
    for (ObjectFile each : List.of(object, again)) {
      Symbol symbol = each.symbol("g").orElseThrow();
      assertEquals(".text.65999", each.section(symbol.section()).name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-m32; a 32-bit ELF file: compile it for x86-64 (gcc -m64)",
        "-flto; holds link-time optimisation bytecode and no machine code: compile it with -fno-lto,"
            + " or with -ffat-lto-objects",
      })
  void objectsThatCannotBeLinked(String flag, String reason) {
    Path file = tools.compile("a.c", "int f(void) { return 1; }", flag);
    assertEquals(file + ": " + reason, reason(file));
  }

  @Test
  void filesThatAreNoObjects() throws Exception {
    Path object = tools.compile("a.c", "int main(void) { return 1; }");
    tools.succeed("gcc", "-shared", "-o", "a.so", object.toString());
    tools.succeed("gcc", "-no-pie", "-o", "a.out", object.toString());
    tools.succeed("ar", "rcT", "thin.a", object.toString());
    assertTrue(reason(tools.path("a.so")).contains("a shared library"));
    assertTrue(reason(tools.path("a.out")).contains("an executable"));
    assertTrue(reason(tools.path("thin.a")).contains("a thin archive"));
    assertTrue(reason(tools.path("none.o")).endsWith("no such file"));
    assertTrue(reason(directory).endsWith("not a file"));
    assertTrue(reason(tools.write("empty.o", "")).contains("too short"));
    assertTrue(
        reason(tools.write("script.a", "/* GNU ld script */ GROUP ( /lib/a.a )" + " ".repeat(64)))
            .contains("a linker script"));
    assertTrue(reason(tools.write("text.o", "x".repeat(100))).contains("not an ELF object"));
    tools.write("notes.txt", "x".repeat(100));
    tools.succeed("ar", "rc", "mixed.a", object.toString(), "notes.txt");
    assertTrue(reason(tools.path("mixed.a")).contains("mixed.a(notes.txt): not an ELF object"));
  }

  @Test
  void filesThatAreCutOff() throws Exception {
    Path object = tools.compile("a.c", "int main(void) { return 1; }", "-g");
    tools.succeed("ar", "rc", "lib.a", object.toString());
    int size = (int) Files.size(object);
    // Cut between two members an archive is whole; here there is one, and the index before it.
    int before = (int) Files.size(tools.path("lib.a")) - size;
    for (Path file : List.of(object, tools.path("lib.a"))) {
      byte[] bytes = Files.readAllBytes(file);
      for (int length = bytes.length - size; length < bytes.length - 1; length += 7) {
        Path cut = tools.write("cut", Arrays.copyOf(bytes, length));
        String reason = reason(cut);
        assertTrue(reason.startsWith(cut.toString()) && reason.lines().count() == 1, reason);
      }
    }
    for (int length = before - 58; length < before; length++) {
      byte[] bytes = Files.readAllBytes(tools.path("lib.a"));
      assertTrue(reason(tools.write("cut", Arrays.copyOf(bytes, length))).contains("cut off"));
    }
  }

  private static String reason(Path file) {
    return assertThrows(BadInputException.class, () -> InputFile.read(file)).getMessage();
  }
}
