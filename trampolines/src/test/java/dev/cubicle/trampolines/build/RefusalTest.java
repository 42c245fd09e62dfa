package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be built is refused in one line that names it; no image appears. */
@ExtendWith(TestMonitorExtension.class)
final class RefusalTest {
  private static final String ONE_COMPONENT =
      """
      entry = "app_main"
      [cubicles.app]
      [components.app]
      files = ["app.o", "lib.o"]
      """;

  private final TestMonitor monitor;

  @TempDir Path directory;

  RefusalTest(TestMonitor monitor) {
    this.monitor = monitor;
  }

  private String refusal(String policy, String app, String lib, String... options)
      throws Exception {
    TestProgram program = TestProgram.in(monitor, directory).write("policy.toml", policy);
    program.write("app.c", app).compile("app.c", options);
    program.write("lib.c", lib).compile("lib.c", options);
    String message = assertThrows(BadInputException.class, program::build).getMessage();
    assertFalse(Files.exists(program.file("image")));
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void unresolved() throws Exception {
    assertEquals(
        "component app: app.o refers to nowhere, which nobody defines; so it is with neither",
        refusal(
            TestProgram.TWO_CUBICLES,
            "int nowhere(void), neither(void); int app_main(void) { return nowhere() + neither(); }",
            "int lib(void) { return 1; }"));
  }

  @Test
  void noEntry() throws Exception {
    assertEquals(
        "no component defines app_main, the entry of the policy",
        refusal(
            TestProgram.TWO_CUBICLES,
            "int main(void) { return 0; }",
            "int lib(void) { return 1; }"));
  }

  @Test
  void definedTwice() throws Exception {
    assertEquals(
        "component app defines same twice: in app.o and in lib.o",
        refusal(
            ONE_COMPONENT,
            "int same(void) { return 1; } int app_main(void) { return same(); }",
            "int same(void) { return 2; }"));
  }

  @Test
  void dataOfAnother() throws Exception {
    assertEquals(
        "app.o of cubicle app refers to counter, data of cubicle lib (lib.o); the policy can allow"
            + " it: [[data]] symbol = \"counter\", owner = \"lib\", to = [\"app\"], access ="
            + " \"write\"",
        refusal(
            TestProgram.TWO_CUBICLES,
            "extern int counter; int app_main(void) { return counter++; }",
            "int counter = 3;"));
    assertTrue(
        refusal(
                TestProgram.TWO_CUBICLES,
                "extern const int table[]; int app_main(int i) { return table[i]; }",
                "const int table[] = { 1, 2, 3 };")
            .contains("access = \"read\""));
  }

  @Test
  void threadLocalDataOfAnother() throws Exception {
    assertEquals(
        "app.o of cubicle app refers to mine, data of cubicle lib (lib.o); the policy can allow it:"
            + " [[memory]] owner = \"lib\", part = \"thread-local\", to = [\"app\"], access = \"write\"; or"
            + " put its component into a shared cubicle",
        refusal(
            TestProgram.TWO_CUBICLES,
            "extern __thread int mine; int app_main(void) { return mine; }",
            "__thread int mine = 3;"));
  }

  @Test
  void dataThatIsNotThere() throws Exception {
    String policy =
        TestProgram.TWO_CUBICLES
            + """
            [[data]]
            symbol = "counter"
            owner = "lib"
            to = ["app"]
            """;
    assertEquals(
        "the policy shares counter of cubicle lib, which defines no such data",
        refusal(
            policy,
            "int app_main(void) { return 0; }",
            "int other; int *f(void) { return &other; }"));
  }

  @Test
  void dataOfWhichThereAreSeveral() throws Exception {
    String policy =
        TestProgram.TWO_CUBICLES
            + """
            [[data]]
            symbol = "counter"
            owner = "lib"
            to = ["app"]
            """;
    String lib =
        """
        int *f(void) { static int counter; return &counter; }
        int *g(void) { static int counter; return &counter; }
        """;
    String message = refusal(policy, "int app_main(void) { return 0; }", lib);
    assertTrue(
        message.matches(
            "the policy shares counter of cubicle lib, which has several: say which, with the file or"
                + " the number, of lib\\.c:counter\\.\\d \\(lib\\.o\\), lib\\.c:counter\\.\\d \\(lib\\.o\\)"),
        message);
  }

  @Test
  void windowsOfMoreKindsThanThereAreBits() throws Exception {
    StringBuilder policy = new StringBuilder(TestProgram.TWO_CUBICLES);
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      policy.append("[cubicles.c%1$d]\n[components.c%1$d]\nfiles = ['lib.o']\n".formatted(i));
    }
    for (int set = 1; set <= 65; set++) {
      StringBuilder to = new StringBuilder();
      for (int i = 0; i < 7; i++) {
        to.append((set >> i & 1) != 0 ? "'c%d', ".formatted(i) : "");
      }
      data.append("int d%d; ".formatted(set));
      policy.append("[[data]]\nsymbol = 'd%d'\nowner = 'app'\nto = [%s]\n".formatted(set, to));
    }
    assertEquals(
        "the policy opens memory of cubicle app in more than 64 ways (access, and to whom): say the"
            + " same of several, such as to = [\"*\"]",
        refusal(
            policy.toString(),
            data + "int app_main(void) { return 0; }",
            "static int unused; int *f(void) { return &unused; }"));
  }

  @Test
  void wideVectors() throws Exception {
    String message =
        refusal(
            TestProgram.TWO_CUBICLES,
            "typedef int v __attribute__((vector_size(32))); v wide(v);"
                + " int app_main(void) { v a = { 1 }; return wide(a)[0]; }",
            "typedef int v __attribute__((vector_size(32))); v wide(v a) { return a + a; }",
            "-mavx2",
            "-O2");
    assertEquals(
        "no call of wide of component lib can cross cubicles: a vector of more than 16 bytes; put"
            + " it and its callers into one cubicle",
        message);
  }

  @Test
  void indirectFunctions() throws Exception {
    assertEquals(
        "component lib: lib.o defines chosen as an indirect function (IFUNC), as glibc does: use a"
            + " C library without, such as musl",
        refusal(
            TestProgram.TWO_CUBICLES,
            "int chosen(void); int app_main(void) { return chosen(); }",
            "static int one(void) { return 1; } static void *choose(void) { return one; }"
                + " int chosen(void) __attribute__((ifunc(\"choose\")));"));
  }

  @Test
  void systemCalls() throws Exception {
    String message =
        refusal(
            TestProgram.TWO_CUBICLES,
            "int lib(void); int app_main(void) { return lib(); }",
            "int lib(void) { int r; __asm__ volatile(\"syscall\" : \"=a\"(r) : \"a\"(39)"
                + " : \"rcx\", \"r11\"); return r; }");
    assertTrue(message.startsWith("component lib: "), message);
    assertTrue(message.contains("syscall-instructions = \"trap:FUNCTION\""), message);
  }

  @Test
  void writableTablesOfSeveral() throws Exception {
    assertEquals(
        "section list, which __start_list refers to, is writable, but cubicles app, lib use it: put"
            + " them into one cubicle, or make the section read-only (const, and compiled without"
            + " -fPIC)",
        refusal(
            TestProgram.TWO_CUBICLES,
            "extern int __start_list[]; int app_main(void) { return __start_list[0]; }",
            "int entry __attribute__((section(\"list\"))) = 4;"));
  }

  @Test
  void windowOnWhatIsNoParameter() throws Exception {
    String policy =
        TestProgram.TWO_CUBICLES
            + """
            [[functions.lib.windows]]
            parameter = 3
            size = 16
            """;
    assertEquals(
        "the policy's window on lib: parameter 3 is no pointer or integer parameter of it",
        refusal(
            policy,
            "int lib(char *, double); int app_main(void) { return lib(0, 1); }",
            "int lib(char *a, double b) { return *a + b; }"));
  }

  /** The code of a shared cubicle runs with its caller's rights: nothing is entered. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[functions.lib.windows]]   | parameter = 1 | size = 16 | functions.lib.windows.#1",
        "[functions.lib] | stack-words = 3 | '' | functions.lib"
      })
  void rulesForFunctionsOfSharedCubicles(String table, String first, String second, String key)
      throws Exception {
    String policy =
        TestProgram.TWO_CUBICLES.replace("[cubicles.lib]", "[cubicles.lib]\nkind = \"shared\"")
            + String.join("\n", "", table, first, second);
    assertEquals(
        directory.resolve("policy.toml")
            + ":10: "
            + key
            + ": lib is a function of lib.o, of the shared cubicle lib: calls of it cross no cubicles,"
            + " so the rule has no effect; remove it, and put windows where an isolated cubicle is"
            + " entered",
        refusal(
            policy,
            "int lib(char *); int app_main(void) { return lib(0); }",
            "int lib(char *a) { return *a; }"));
  }

  /** A function of the same name in an isolated cubicle is the one that is meant. */
  @Test
  void ruleForAFunctionOfAnIsolatedCubicleBesides() throws Exception {
    TestProgram program =
        TestProgram.in(monitor, directory)
            .write(
                "policy.toml",
                TestProgram.TWO_CUBICLES.replace(
                        "[cubicles.lib]", "[cubicles.lib]\nkind = \"shared\"")
                    + """
                    [[functions.same.windows]]
                    parameter = 1
                    size = 16
                    """);
    program.write(
        "app.c",
        "int lib(char *); static int same(char *a) { return *a; }"
            + " int (*volatile pointer)(char *) = same;"
            + " int app_main(void) { char a[] = { 5 }; return pointer(a) + lib(a); }");
    program.write(
        "lib.c", "int same(char *a) { return *a + 1; } int lib(char *a) { return same(a); }");
    program.compile("app.c").compile("lib.c");
    program.build();
    assertEquals(11, program.run().status());
  }

  @Test
  void linkersOwnComplaints() throws Exception {
    String message =
        refusal(
            TestProgram.TWO_CUBICLES,
            "int app_main(void) { __asm__(\".data\\n.byte lib_far\\n.text\"); return 0; }"
                + " int lib_far(void) { return 1; }",
            "int lib(void) { return 1; }");
    assertTrue(message.startsWith("the linker refuses: app: app.o"), message);
    assertTrue(message.contains("lib_far"), message);
  }

  @Test
  void noObjects() throws Exception {
    Path empty = directory.resolve("lib.a");
    TestProgram program = TestProgram.in(monitor, directory);
    program.write("policy.toml", TestProgram.TWO_CUBICLES.replace("lib.o", "lib.a"));
    program.write("app.c", "int app_main(void) { return 0; }").compile("app.c");
    TestTool.run(directory, List.of("ar", "rc", empty.toString()));

    assertEquals(
        "component lib has no objects",
        assertThrows(BadInputException.class, program::build).getMessage());
  }
}
