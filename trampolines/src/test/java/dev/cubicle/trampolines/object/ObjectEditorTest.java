package dev.cubicle.trampolines.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.object.Reference.Kind;
import dev.cubicle.trampolines.object.Symbol.Binding;
import dev.cubicle.trampolines.object.Symbol.Type;
import dev.cubicle.trampolines.object.Symbol.Visibility;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectEditorTest {
  @TempDir Path directory;
  private Toolchain tools;

  @BeforeEach
  void setUp() {
    tools = new Toolchain(directory);
  }

  private static final String MAIN =
      """
      #include <stdio.h>
      __thread int counter = 3;
      int common;
      static int twice(int x) { return 2 * x; }
      int thrice(int x) { return 3 * x; }
      __attribute__((noipa)) int apply(int (*f)(int), int x) { counter++; return f(x); }
      int main(void) {
        int first = apply(twice, 10), second = apply(thrice, 10);
        printf("%d %d %d\\n", first, second, counter + common);
        return 0;
      }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {"-O0 -g", "-O2 -g -gdwarf-4", "-O2 -fPIC -ffunction-sections -g3", "-O2 -gz"})
  void anObjectThatIsOnlyRewrittenRunsAsBefore(String flags) throws Exception {
    ObjectFile object = compile("main.c", MAIN, flags);
    byte[] bytes = new ObjectEditor(object).toBytes();
    assertArrayEquals(bytes, new ObjectEditor(object).toBytes());
    assertArrayEquals(bytes, new ObjectEditor(ObjectFile.parse(object.name(), bytes)).toBytes());
    assertEquals("20 30 5\n", linkAndRun(bytes));
  }

  /** GCC puts main into a section of its own at -O2, so that its LEA has a relocation. */
  @ParameterizedTest
  @ValueSource(strings = {"-O2 -fPIE", "-O1 -fPIE", "-O0 -fPIE", "-O1 -fno-pie"})
  void aStaticCallbackIsRedirected(String flags) throws Exception {
    ObjectFile object = compile("main.c", MAIN, flags);
    References references = References.of(object);
    ObjectEditor editor = new ObjectEditor(object);
    Symbol wrapper = editor.addUndefined("wrapper");
    for (Reference reference : references.all()) {
      boolean isTwice =
          reference.kind() == Kind.ADDRESS
              && reference
                  .target()
                  .location()
                  .flatMap(references.functions()::startingAt)
                  .filter(symbol -> symbol.name().equals("twice"))
                  .isPresent();
      if (isTwice) {
        Relocation old = reference.relocation();
        editor.addRelocation(
            reference.section(), new Relocation(old.offset(), old.type(), wrapper, old.addend()));
      }
    }
    Path other = tools.compile("other.c", "int wrapper(int x) { return x + 1; }");
    assertEquals("11 30 5\n", linkAndRun(editor.toBytes(), other.toString()));
  }

  @Test
  void symbolsAreRenamedMadeGlobalAndAdded() throws Exception {
    ObjectFile object = compile("main.c", MAIN, "-O0 -fno-inline");
    ObjectEditor editor = new ObjectEditor(object);
    Symbol twice = local(object, "twice");
    Symbol thrice = object.symbol("thrice").orElseThrow();
    editor.setBinding(twice, Binding.GLOBAL);
    editor.rename(twice, "was_static");
    editor.setBinding(thrice, Binding.LOCAL);
    editor.setVisibility(twice, Visibility.HIDDEN);
    editor.define(
        "alias",
        object.section(thrice.section()),
        thrice.value(),
        thrice.size(),
        Binding.GLOBAL,
        Type.FUNC,
        Visibility.DEFAULT);
    Path other =
        tools.compile(
            "other.c",
            """
            int was_static(int), alias(int);
            int printf(const char *, ...);
            __attribute__((constructor)) static void f(void) {
              printf("%d %d\\n", was_static(1), alias(1));
            }
            """);
    assertEquals("2 3\n20 30 5\n", linkAndRun(editor.toBytes(), other.toString()));
  }

  @Test
  void codeIsMovedToANewSection() throws Exception {
    ObjectFile object = compile("main.c", MAIN, "-O0");
    ObjectEditor editor = new ObjectEditor(object);
    Symbol thrice = object.symbol("thrice").orElseThrow();
    Symbol printed = editor.addUndefined("puts");
    // sub $8, %rsp; lea text(%rip), %rdi; call puts; add $8, %rsp; mov $77, %eax; ret
    byte[] code = {
      0x48,
      (byte) 0x83,
      (byte) 0xec,
      8,
      0x48,
      (byte) 0x8d,
      0x3d,
      0,
      0,
      0,
      0,
      (byte) 0xe8,
      0,
      0,
      0,
      0,
      0x48,
      (byte) 0x83,
      (byte) 0xc4,
      8,
      (byte) 0xb8,
      77,
      0,
      0,
      0,
      (byte) 0xc3
    };
    Section text =
        editor.addSection(".rodata.new", Section.SHF_ALLOC, 1, new byte[] {'h', 'i', 0}, List.of());
    Symbol hi = editor.define("hi", text, 0, 3, Binding.LOCAL, Type.OBJECT, Visibility.DEFAULT);
    Section moved =
        editor.addSection(
            ".text.new",
            Section.SHF_ALLOC | Section.SHF_EXECINSTR,
            16,
            code,
            List.of(
                new Relocation(7, RelocationType.R_X86_64_PC32, hi, -4),
                new Relocation(12, RelocationType.R_X86_64_PLT32, printed, -4)));
    Symbol target =
        editor.define("moved", moved, 0, code.length, Binding.LOCAL, Type.FUNC, Visibility.DEFAULT);
    Section old = object.section(thrice.section());
    editor.patch(old, thrice.value(), new byte[] {(byte) 0xe9, 0, 0, 0, 0});
    // jmp moved: the function's old bytes had no relocation there.
    editor.addRelocation(
        old, new Relocation(thrice.value() + 1, RelocationType.R_X86_64_PLT32, target, -4));
    assertEquals("hi\n20 77 5\n", linkAndRun(editor.toBytes()));
  }

  private static Symbol local(ObjectFile object, String name) {
    return object.symbols().stream()
        .filter(symbol -> symbol.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private ObjectFile compile(String name, String source, String flags) throws Exception {
    return InputFile.read(tools.compile(name, source, flags.split(" "))).getFirst();
  }

  private String linkAndRun(byte[] object, String... others) throws Exception {
    Path file = tools.write("edited.o", object);
    String read = tools.succeed("readelf", "-aW", file.toString());
    assertFalse(read.contains("Warning") || read.contains("Error"), read);
    List<String> command =
        new ArrayList<>(List.of("gcc", "-no-pie", "-Wl,--fatal-warnings", file.toString()));
    command.addAll(List.of(others));
    command.addAll(List.of("-o", "program"));
    assertEquals("", tools.succeed(command));
    return tools.succeed(tools.path("program").toString());
  }
}
