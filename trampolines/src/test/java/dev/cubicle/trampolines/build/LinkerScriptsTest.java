package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.TestProgram.Outcome;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Manifest.Sharing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whose the tables are that linker scripts gather. That they are right, others test. */
@ExtendWith(TestMonitorExtension.class)
final class LinkerScriptsTest {
  private static final String TABLE =
      "SECTIONS { .tab : { tab_start = .; KEEP(*(.tab)) tab_end = .; } } INSERT AFTER .rodata\n";
  private static final String WALKER =
      """
      extern int *const tab_start[], *const tab_end[];
      int app_main(void) { return tab_end - tab_start; }
      """;
  private static final String ENTRY =
      " const NAME __attribute__((section(\".tab\"), used)) = &number;\n";

  private final TestMonitor monitor;

  @TempDir Path directory;

  LinkerScriptsTest(TestMonitor monitor) {
    this.monitor = monitor;
  }

  private TestProgram program(String policy, String script, String app, String lib)
      throws Exception {
    TestProgram program = TestProgram.in(monitor, directory);
    program.write(
        "policy.toml", "linker-scripts = [\"x.ld\"]\n" + TestProgram.TWO_CUBICLES + policy);
    program.write("x.ld", script);
    program.write("app.c", app).compile("app.c");
    program.write("lib.c", lib).compile("lib.c");
    return program;
  }

  private static String entry(String name) {
    return "static int number; int *" + ENTRY.replace("NAME", name);
  }

  private static String writable(String name) {
    return "static int number; int *" + ENTRY.replace("NAME", name).replace(" const", "");
  }

  private static Manifest.Segment segment(TestProgram program, String symbol) throws Exception {
    String line =
        program.symbols().stream().filter(l -> l.endsWith(" " + symbol)).findFirst().orElseThrow();
    long address = Long.parseLong(line.substring(0, 16), 16);
    return CubicleImage.read(program.file("image")).manifest().segments().stream()
        .filter(s -> s.holds(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ofOneCubicle() throws Exception {
    TestProgram program =
        program(
            "",
            TABLE,
            entry("one") + entry("two").substring("static int number;".length()) + WALKER,
            "int lib;");

    BuildResult result = program.build();

    assertEquals(new Outcome("", 2), program.run());
    assertEquals(
        List.of(new BuildResult.Table(".tab", Optional.of("app"), false, false)), result.tables());
    Manifest.Segment segment = segment(program, "tab_start");
    assertEquals(Sharing.PRIVATE, segment.sharing());
    assertEquals(1, segment.cubicle());
    assertTrue(!segment.writable());
  }

  @Test
  void ofSeveral() throws Exception {
    TestProgram program = program("", TABLE, entry("one") + WALKER, writable("two"));

    BuildResult result = program.build();

    assertEquals(new Outcome("", 2), program.run());
    assertEquals(
        List.of(new BuildResult.Table(".tab", Optional.empty(), false, true)), result.tables());
    Manifest.Segment segment = segment(program, "tab_start");
    assertEquals(Sharing.READ, segment.sharing());
    assertTrue(!segment.writable());
    // An address in one cubicle's table entry, named by the other.
    assertEquals(segment, segment(program, "two"));
  }

  @Test
  void ofSeveralThatWrite() throws Exception {
    TestProgram program =
        program(
            "[[tables]]\nsection = \".tab\"\naccess = \"write\"\n",
            TABLE,
            """
            extern int *tab_start[], *tab_end[];
            extern int *two;
            int app_main(void) { two = 0; return tab_end - tab_start + (tab_start[0] == 0); }
            """,
            writable("two"));

    BuildResult result = program.build();

    assertEquals(new Outcome("", 2), program.run());
    assertEquals(
        List.of(new BuildResult.Table(".tab", Optional.empty(), true, true)), result.tables());
    Manifest.Segment segment = segment(program, "tab_start");
    assertEquals(Sharing.WRITE, segment.sharing());
    assertTrue(segment.writable());
    assertEquals(2, segment.cubicle());
  }

  /** What others contribute lies in the owner's data, too. */
  @Test
  void ofSeveralForOne() throws Exception {
    String policy = "[[tables]]\nsection = \".tab?\"\nowner = \"app\"\n";
    String walker =
        """
        extern int *volatile tab_start[], *volatile tab_end[];
        extern int *volatile two;
        static int own = 1;
        int app_main(void) { two = &own; return tab_end - tab_start + *tab_start[1]; }
        """;
    TestProgram program = program(policy, TABLE, entry("one") + walker, writable("two"));

    BuildResult result = program.build();

    assertEquals(new Outcome("", 3), program.run());
    assertEquals(
        List.of(new BuildResult.Table(".tab", Optional.of("app"), false, true)), result.tables());
    Manifest.Segment segment = segment(program, "tab_start");
    assertEquals(Sharing.PRIVATE, segment.sharing());
    assertEquals(1, segment.cubicle());
    assertEquals(segment, segment(program, "two"));

    TestProgram without =
        program(
            policy,
            TABLE,
            walker.replace("static int own = 1;", "static int own;"),
            writable("two"));
    assertEquals(
        "the policy gives table .tab to cubicle app, which has no writable data beside which it"
            + " could lie",
        assertThrows(BadInputException.class, without::build).getMessage());
  }

  @Test
  void openedByThePolicy() throws Exception {
    TestProgram program =
        program(
            "[[tables]]\nsection = \".tab\"\naccess = \"read\"\n"
                + "[[tables]]\nsection = \".tap\"\naccess = \"read\"\n",
            TABLE,
            entry("one") + WALKER,
            "int lib;");

    BuildResult result = program.build();

    assertEquals(new Outcome("", 1), program.run());
    assertEquals(Sharing.READ, segment(program, "tab_start").sharing());
    assertEquals(
        List.of("the policy has a rule for table .tap, which is nowhere"), result.warnings());
  }

  @Test
  void noEntries() throws Exception {
    TestProgram program = program("", TABLE, WALKER, "int lib;");
    program.build();
    assertEquals(new Outcome("", 0), program.run());
  }

  /** Without names that somebody uses, and without KEEP, nothing has to be moved. */
  @Test
  void unused() throws Exception {
    TestProgram program =
        program(
            "",
            "SECTIONS { .tab : { tab_start = .; *(.tab) } } INSERT AFTER .rodata",
            entry("one") + "int app_main(void) { return 3; }",
            entry("two"));
    assertEquals(List.of(), program.build().tables());
    assertEquals(new Outcome("", 3), program.run());
    assertEquals(Sharing.PRIVATE, segment(program, "two").sharing());
  }

  @Test
  void initialThreadStorage() throws Exception {
    String threads = "SECTIONS { first = .; .tdata : { *(.tdata) } last = .; } INSERT BEFORE .data";
    String app = "__thread int mine = 4; int app_main(void) { return mine; }";
    TestProgram program = program("", threads, app, "int lib;");
    program.build();
    assertEquals(new Outcome("", 4), program.run());
    assertEquals(Sharing.PRIVATE, segment(program, "cubicle.thread_image").sharing());

    program =
        program(
            "",
            threads,
            "extern const char first[], last[];"
                + app.replace("mine; }", "mine + (last > first); }"),
            "int lib;");
    program.build();
    assertEquals(new Outcome("", 5), program.run());
    assertEquals(Sharing.READ, segment(program, "cubicle.thread_image").sharing());
    assertEquals(segment(program, "cubicle.thread_image"), segment(program, "first"));
  }

  private String refusal(String script, String app, String lib) throws Exception {
    TestProgram program = program("", script, app, lib);
    return assertThrows(BadInputException.class, program::build)
        .getMessage()
        .replace(directory + "/", "");
  }

  @Test
  void refused() throws Exception {
    assertEquals(
        "x.ld:1: .t gathers .text of app.o, which is code",
        refusal(
            "SECTIONS { .t : { KEEP(*(.text)) } } INSERT AFTER .data",
            "int app_main(void) { return 1; }",
            "int lib;"));
    assertEquals(
        "x.ld:1: .t gathers .tdata of app.o, which is laid out by the builder",
        refusal(
            "SECTIONS { .t : { KEEP(*(.tdata)) } } INSERT AFTER .data",
            "__thread int a = 1; int app_main(void) { return a; }",
            "int lib;"));
    assertEquals(
        "x.ld:2: tab_start is the name of another place already",
        refusal(TABLE + TABLE, WALKER, "int lib;"));
    assertEquals(
        "x.ld:1: cubicle_find is a name of the builder's or the linker's",
        refusal("SECTIONS { .t : { cubicle_find = .; } } INSERT AFTER .data", WALKER, "int lib;"));
    assertEquals(
        "x.ld:1: tab_start names a place at which nothing is gathered",
        refusal("SECTIONS { tab_start = .; tab_end = .; } INSERT AFTER .data", WALKER, "int lib;"));
    assertEquals(
        "x.ld:1: tab_end adds the size of .x to a place among gathered sections",
        refusal(
            "SECTIONS { .tab : { tab_start = .; } tab_end = . + SIZEOF(.x); } INSERT AFTER .data",
            WALKER,
            "int lib;"));
  }

  /** A strong definition counts, wherever it is; of equal ones the nearest. */
  @Test
  void weakAndStrong() throws Exception {
    TestProgram program =
        program(
            "",
            "",
            """
            int lib(void), absent(void) __attribute__((weak));
            int __attribute__((weak)) choice(void) { return 1; }
            int __attribute__((weak)) both_weak(void) { return 10; }
            int equal(void) { return 100; }
            int app_main(void) { return choice() + both_weak() + equal() + lib() + (absent ? 1 : 0); }
            """,
            """
            int choice(void) { return 2; }
            int __attribute__((weak)) both_weak(void) { return 20; }
            int equal(void) { return 50; }
            int lib(void) { return choice() + both_weak() + equal(); }
            """);
    program.build();
    assertEquals(new Outcome("", 2 + 10 + 100 + 2 + 20 + 50), program.run());
  }

  @Test
  void allMissingDataAtOnce() throws Exception {
    TestProgram program =
        program(
            "",
            "",
            """
            extern int one; extern const int two; extern __thread int three;
            int app_main(void) { return one + two + three; }
            """,
            "int one = 1; const int two = 2; __thread int three = 3;");

    BadInputException refusal = assertThrows(BadInputException.class, program::build);

    assertTrue(refusal.getMessage().contains("; so it is with "), refusal::getMessage);
    for (String name : List.of("one", "two", "three")) {
      assertTrue(refusal.getMessage().contains(name), refusal::getMessage);
    }
    assertEquals(1, refusal.getMessage().lines().count());
    program =
        program(
            refusal.remedy(),
            "",
            "extern int one; extern const int two; extern __thread int three;\n"
                + "int app_main(void) { return one + two + three; }",
            "int one = 1; const int two = 2; __thread int three = 3;");
    program.build();
    assertEquals(new Outcome("", 6), program.run());
  }
}
