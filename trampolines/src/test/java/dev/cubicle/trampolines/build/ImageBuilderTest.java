package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.build.TestProgram.Outcome;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Manifest.Sharing;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is in an image besides the program. */
@ExtendWith(TestMonitorExtension.class)
final class ImageBuilderTest {
  private final TestMonitor monitor;

  @TempDir Path directory;

  ImageBuilderTest(TestMonitor monitor) {
    this.monitor = monitor;
  }

  private TestProgram program(Path where, String policy, String app, String lib) throws Exception {
    TestProgram program = TestProgram.in(monitor, where).write("policy.toml", policy);
    program.write("app.c", app).compile("app.c", "-fdata-sections");
    program.write("lib.c", lib).compile("lib.c", "-fdata-sections");
    return program;
  }

  private TestProgram program(String policy, String app, String lib) throws Exception {
    return program(directory, policy, app, lib);
  }

  @Test
  void keptTexts() throws Exception {
    TestProgram program = TestProgram.of("pointers", monitor, directory, "-O2");
    program.build();

    assertEquals(
        TestProgram.resource("golden/pointers-trampolines.S"),
        Files.readString(program.file("keep/trampolines.S")));
    for (String name : List.of("manifest.S", "image.lds", "image.map")) {
      assertTrue(Files.size(program.file("keep").resolve(name)) > 0, name);
    }
  }

  @Test
  void sameBytesFromAnotherDirectory() throws Exception {
    Path one = Files.createDirectories(directory.resolve("one"));
    Path two = Files.createDirectories(directory.resolve("two/deeper"));
    TestProgram program = TestProgram.of("storage", monitor, one, "-fPIC");
    program.build();
    for (String file :
        List.of("policy.toml", "app.o", "counter.o", "other.o", "errno.o", "print.o")) {
      Files.copy(one.resolve(file), two.resolve(file));
    }
    TestProgram again = TestProgram.in(monitor, two);
    again.build();

    assertArrayEquals(
        Files.readAllBytes(program.file("image")), Files.readAllBytes(again.file("image")));
    assertEquals(
        "rwxr-xr-x",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(again.file("image"))));
    try (var files = Files.list(two)) {
      assertTrue(files.noneMatch(f -> f.getFileName().toString().startsWith(".")));
    }
  }

  @Test
  void nameOfTwoComponents() throws Exception {
    TestProgram program =
        program(
            TestProgram.TWO_CUBICLES,
            """
            int lib(void);
            static int helper(void) { return 1; }
            int common = 5, ordinary = 6;
            int same(void) { return common; }
            int (*volatile pointer)(void) = helper;
            int app_main(void) { return same() * 10 + lib() + ordinary + pointer(); }
            """,
            """
            static int helper(void) { return 2; }
            int common = 7;
            int same(void) { return common; }
            int (*volatile lib_pointer)(void) = helper;
            int lib(void) { return same() * 10 + lib_pointer(); }
            """);

    program.build();

    assertEquals(new Outcome("", 50 + 72 + 6 + 1), program.run());
    List<String> names =
        program.symbols().stream().map(line -> line.replaceFirst("^.* ", "")).toList();
    assertTrue(
        names.containsAll(
            List.of(
                "ordinary",
                "app.same",
                "lib.same",
                "app.common",
                "lib.common",
                "app.app.helper",
                "lib.lib.helper",
                "cubicle.pointer.app.app.helper")));
    assertFalse(names.contains("same"));
  }

  @Test
  void sharedData() throws Exception {
    String policy =
        TestProgram.TWO_CUBICLES
            + """
            [[data]]
            symbol = "table"
            owner = "lib"
            to = ["app"]

            [[data]]
            symbol = "counter"
            owner = "lib"
            to = ["app"]
            access = "write"

            [[data]]
            symbol = "board"
            owner = "lib"
            access = "everyone"
            """;
    TestProgram program =
        program(
            policy,
            """
            extern const int table[3];
            extern int counter, board;
            int lib(void);
            int app_main(void) { counter++; board += 2; return lib() + table[2]; }
            """,
            """
            const int table[3] = { 1, 2, 3 };
            const int secret[3] = { 4, 5, 6 };
            int counter = 10, board = 20, private = 40;
            int lib(void) { return counter + board + private + secret[1]; }
            """);

    BuildResult result = program.build();

    assertEquals(new Outcome("", 11 + 22 + 40 + 5 + 3), program.run());
    Manifest manifest = CubicleImage.read(program.file("image")).manifest();
    assertEquals(2, manifest.grants().size());
    Manifest.Grant table = manifest.grants().get(0);
    Manifest.Grant counter = manifest.grants().get(1);
    assertEquals(address(program, "table"), table.start());
    assertEquals(4096, table.end() - table.start());
    assertFalse(table.write());
    assertEquals(address(program, "counter"), counter.start());
    assertTrue(counter.write());
    // With -fdata-sections nothing else is on those pages.
    assertEquals(
        List.of(
            new BuildResult.Grant("table", "lib", List.of()),
            new BuildResult.Grant("counter", "lib", List.of()),
            new BuildResult.Grant("board", "lib", List.of())),
        result.grants());
    long board = address(program, "board");
    assertEquals(
        List.of(Sharing.WRITE),
        manifest.segments().stream()
            .filter(s -> s.holds(board))
            .map(Manifest.Segment::sharing)
            .toList());
    assertTrue(
        manifest.segments().stream()
            .filter(s -> s.holds(board))
            .noneMatch(s -> s.holds(addressUnchecked(program, "private"))));
  }

  @Test
  void sharedDataThatIsNotAlone() throws Exception {
    TestProgram program =
        TestProgram.in(monitor, directory)
            .write(
                "policy.toml",
                TestProgram.TWO_CUBICLES
                    + """
                    [[data]]
                    symbol = "counter"
                    owner = "lib"
                    to = ["app"]
                    access = "write"
                    """);
    program.write("app.c", "extern int counter; int app_main(void) { return counter; }");
    program.write("lib.c", "int before = 1, counter = 2, after = 3;");
    program.compile("app.c").compile("lib.c");

    BuildResult result = program.build();

    assertEquals(new Outcome("", 2), program.run());
    assertEquals(
        List.of(new BuildResult.Grant("counter", "lib", List.of("after", "before"))),
        result.grants());
  }

  @Test
  void staticVariablesOfMergedObjects() throws Exception {
    TestProgram program =
        TestProgram.in(monitor, directory)
            .write(
                "policy.toml",
                TestProgram.TWO_CUBICLES
                    + """
                    [[data]]
                    symbols = ["one.c:table", "within", "alone"]
                    owner = "lib"
                    to = ["app"]
                    [[data]]
                    symbol = "two.c:table"
                    owner = "lib"
                    to = ["app"]
                    access = "write"
                    """);
    program.write(
        "app.c", "int *one(void), *two(void); int app_main(void) { return *one() + *two(); }");
    program.write(
        "one.c",
        """
        static int table[4] = { 1 };
        static volatile int alone = 5;
        int *one(void) { static int within = 7; within++; alone++; return table; }
        """);
    program.write(
        "two.c", "int beside = 9; static int table[4] = { 2 }; int *two(void) { return table; }");
    program.compile("app.c");
    program.compileTo("one.o", "one.c", TestProgram.ORDINARY);
    program.compileTo("two.o", "two.c", TestProgram.ORDINARY);
    TestTool.run(directory, List.of("ld", "-r", "-o", "lib.o", "one.o", "two.o"));

    BuildResult result = program.build();

    assertEquals(new Outcome("", 3), program.run());
    CubicleImage image = CubicleImage.read(program.file("image"));
    List<Manifest.Grant> grants = image.manifest().grants();
    assertEquals(List.of(0, 0, 0, 1), grants.stream().map(Manifest.Grant::window).toList());
    assertTrue(result.grants().getFirst().others().contains("beside"), result.grants()::toString);
    assertFalse(
        result.grants().getFirst().others().contains("alone"), "whoever has the one has the other");
    assertTrue(result.grants().getLast().others().contains("alone"), "which nobody may write");
    long two =
        image.symbols().placed().stream()
            .filter(s -> s.name().matches("lib\\.lib\\.table(\\.2)?"))
            .mapToLong(Symbols.Symbol::address)
            .max()
            .orElseThrow();
    assertEquals(two & -4096, grants.getLast().start());
    assertTrue(grants.getLast().write());
  }

  @Test
  void dataThatTwoUseDifferently() throws Exception {
    TestProgram program =
        program(
            TestProgram.TWO_CUBICLES
                + """
                [cubicles.third]
                [components.third]
                files = ["third.o"]
                [[data]]
                symbol = "counter"
                owner = "lib"
                to = ["app"]
                access = "write"
                [[data]]
                symbol = "counter"
                owner = "lib"
                to = ["third"]
                """,
            "extern int counter; int third(void); int app_main(void) { counter++; return third(); }",
            "int counter = 4;");
    program.write("third.c", "extern int counter; int third(void) { return counter; }");
    program.compile("third.c");

    program.build();

    assertEquals(new Outcome("", 5), program.run());
    List<Manifest.Grant> grants =
        CubicleImage.read(program.file("image")).manifest().grants().stream().toList();
    assertEquals(List.of(true, false), grants.stream().map(Manifest.Grant::write).toList());
    assertEquals(List.of(0, 1), grants.stream().map(Manifest.Grant::window).toList());
  }

  private static long address(TestProgram program, String symbol) throws Exception {
    return program.symbols().stream()
        .filter(line -> line.endsWith(" " + symbol))
        .mapToLong(line -> Long.parseLong(line.substring(0, 16), 16))
        .findFirst()
        .orElseThrow();
  }

  private static long addressUnchecked(TestProgram program, String symbol) {
    try {
      return address(program, symbol);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyCubicles() throws Exception {
    int count = 70;
    TestProgram program = TestProgram.in(monitor, directory);
    String names =
        IntStream.range(0, count).mapToObj(i -> "part" + i).collect(Collectors.joining("\n"));
    program.write(
        "policy.toml",
        "entry = \"app_main\"\n[cubicles.app]\n"
            + names.lines().map("[cubicles.%s]\n"::formatted).collect(Collectors.joining())
            + "[components.app]\nfiles = [\"app.o\"]\n"
            + names
                .lines()
                .map(n -> "[components.%1$s]\nfiles = [\"%1$s.o\"]\n".formatted(n))
                .collect(Collectors.joining()));
    program.write(
        "app.c", "int part0(int); int app_main(void) { return part0(0) == 2415 ? 42 : 1; }");
    program.compile("app.c");
    program.write(
        "part.c",
        "static int here = N; int zero; int NEXT(int); int THIS(int sum) {"
            + " sum += here + zero; return LAST ? sum : NEXT(sum); }");
    for (int i = 0; i < count; i++) {
      TestTool.run(
          directory,
          List.of(
              "gcc",
              "-O1",
              "-c",
              "-fno-pic",
              "-DN=" + i,
              "-DTHIS=part" + i,
              "-DNEXT=part" + (i + 1) % count,
              "-DLAST=" + (i == count - 1 ? 1 : 0),
              "-o",
              "part" + i + ".o",
              "part.c"));
    }

    program.build();

    assertEquals(new Outcome("", 42), program.run());
    CubicleImage image = CubicleImage.read(program.file("image"));
    assertEquals(count + 2, image.manifest().cubicles().size());
    // What Linux takes.
    assertTrue(image.programHeaders().size() <= 73);
  }

  /** Row 0x50F of the function table would put SYSCALL into a trampoline. */
  @Test
  void manyFunctions() throws Exception {
    int count = 0x520;
    String functions =
        IntStream.range(0, count)
            .mapToObj("int f%1$d(void) { return %1$d; }\n"::formatted)
            .collect(Collectors.joining());
    String calls =
        IntStream.range(0, count)
            .mapToObj(i -> "{ int f%1$d(void); sum += f%1$d(); }\n".formatted(i))
            .collect(Collectors.joining());
    TestProgram program =
        program(
            TestProgram.TWO_CUBICLES,
            "int app_main(void) { int sum = 0;\n" + calls + "return sum == 860016 ? 9 : 1; }",
            functions);

    BuildResult result = program.build();

    assertEquals(new Outcome("", 9), program.run());
    assertEquals(count, result.callTrampolines());
    assertEquals(1, result.layouts());
  }

  @Test
  void archivesGiveWhatIsNeeded() throws Exception {
    TestProgram program = TestProgram.in(monitor, directory);
    program.write("policy.toml", TestProgram.TWO_CUBICLES.replace("lib.o", "lib.a"));
    program.write("app.c", "int lib(void); int app_main(void) { return lib(); }");
    program.write("lib.c", "int deeper(void); int lib(void) { return deeper(); }");
    program.write("deeper.c", "int lib(void); int deeper(void) { return 3; }");
    program.write("unused.c", "int not_there(void); int unused(void) { return not_there(); }");
    for (String source : List.of("app.c", "lib.c", "deeper.c", "unused.c")) {
      program.compile(source);
    }
    TestTool.run(directory, List.of("ar", "rc", "lib.a", "unused.o", "deeper.o", "lib.o"));

    BuildResult result = program.build();

    assertEquals(new Outcome("", 3), program.run());
    assertEquals(new BuildResult.Cubicle("lib", 2), result.cubicles().get(2));
  }

  @Test
  void doubts() throws Exception {
    TestProgram program =
        TestProgram.in(monitor, directory)
            .write(
                "policy.toml",
                TestProgram.TWO_CUBICLES.replace("lib.o", "lib.a")
                    + """
                    [functions.lib_call]
                    stack-words = 2
                    [[memory]]
                    owner = "app"
                    part = "data"
                    to = ["lib"]
                    [[memory]]
                    owner = "app"
                    part = "thread-local"
                    to = ["lib"]
                    [[memory]]
                    owner = "app"
                    part = "heap"
                    to = ["lib"]
                    """);
    program
        .write("app.c", "int seen = 1; int app_main(void) { return 3 + seen; }")
        .compile("app.c");
    program.write("lib.c", "int lib(void) { return 1; }").compile("lib.c");
    TestTool.run(directory, List.of("ar", "rc", "lib.a", "lib.o"));

    assertEquals(
        List.of(
            "component lib has nothing that the others need",
            "the policy has rules for function lib_call, which is nowhere",
            "the policy opens the thread-local data of cubicle app, which has none"),
        program.build().warnings());
    assertEquals(new Outcome("", 4), program.run());
  }
}
