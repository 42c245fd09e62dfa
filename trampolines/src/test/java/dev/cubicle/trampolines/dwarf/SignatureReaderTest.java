package dev.cubicle.trampolines.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.dwarf.ParameterLocation.IntegerRegister;
import dev.cubicle.trampolines.dwarf.ParameterLocation.StackWord;
import dev.cubicle.trampolines.dwarf.ParameterLocation.VectorRegister;
import dev.cubicle.trampolines.dwarf.Signature.Result;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureReaderTest {
  @TempDir Path directory;
  private ObjectFile object;
  private Signatures signatures;

  private void compile(String name, String source, String flags) throws Exception {
    Path file = new Toolchain(directory).compile(name, source, (flags + " -w").split(" "));
    object = InputFile.read(file).getFirst();
    signatures = SignatureReader.read(object);
  }

  private Optional<FunctionType> of(String name) {
    Symbol found =
        object.symbols().stream()
            .filter(symbol -> symbol.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + " is no symbol"));
    return signatures.of(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O2 -g -gdwarf-4",
        "-O2 -g -gdwarf-5",
        "-O2 -g3 -gz -gdwarf64",
        "-O2 -g -flto -ffat-lto-objects"
      })
  void definitionsAndDeclarations(String flags) throws Exception {
    compile(
        "a.c",
        """
        struct big { long a, b, c; };
        struct big outside(struct big, char, double);
        int printf(const char *, ...);
        int unknown();
        __attribute__((noipa)) static long hidden(int a, float b, long double c, void *d) {
          return a + b + c + (long) d;
        }
        struct big visible(struct big x, int i, double d, ...) {
          printf("%d", unknown(hidden(i, d, 3, &x)));
          return outside(x, i, d);
        }
        int none(void) { return 1; }
        int old(a, b) int a; double b; { return a + b; }
        extern __typeof(visible) alias __attribute__((alias("visible")));
        """,
        flags);
    FunctionType visible =
        new FunctionType(
            new Signature(2, 1, 3, true, new Result(1, 0, false)),
            List.of(new StackWord(0), new IntegerRegister(1), new VectorRegister(0)),
            List.of(
                new ParameterKind.Other(), new ParameterKind.Number(4), new ParameterKind.Other()));
    assertEquals(Optional.of(visible), of("visible"));
    assertEquals(Optional.of(visible), of("alias"));
    assertEquals(
        new Signature(2, 1, 3, false, new Result(1, 0, false)),
        of("outside").orElseThrow().signature());
    assertEquals(
        new FunctionType(
            new Signature(2, 1, 2, false, new Result(1, 0, false)),
            List.of(
                new IntegerRegister(0),
                new VectorRegister(0),
                new StackWord(0),
                new IntegerRegister(1)),
            List.of(
                new ParameterKind.Number(4),
                new ParameterKind.Other(),
                new ParameterKind.Other(),
                new ParameterKind.Pointer(ParameterKind.Target.BYTES, 0, false))),
        of("hidden").orElseThrow());
    assertEquals(
        new Signature(1, 0, 0, true, new Result(1, 0, false)),
        of("printf").orElseThrow().signature());
    assertEquals(
        new Signature(0, 0, 0, false, new Result(1, 0, false)),
        of("none").orElseThrow().signature());
    assertEquals(
        new Signature(1, 1, 0, false, new Result(1, 0, false)),
        of("old").orElseThrow().signature());
    assertEquals(Optional.empty(), of("unknown"));
    assertEquals(List.of(), signatures.problems());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-O1; no debug information: compile it with -g",
        "-O1 -g -gsplit-dwarf; debug information that cannot be used: in a .dwo file: compile it"
            + " without -gsplit-dwarf",
      })
  void withoutDebugInformationThereIsAReason(String flags, String reason) throws Exception {
    compile("a.c", "int f(int x) { return x; }", flags);
    assertEquals(Optional.empty(), of("f"));
    assertEquals(List.of(new SignatureProblem("", reason)), signatures.problems());
  }

  @Test
  void whatCannotBeKnownIsAProblemOfThatFunctionAlone() throws Exception {
    compile(
        "a.c",
        """
        typedef int wide __attribute__((vector_size(32)));
        struct gap { int : 3; float f; };
        struct over { long a; } __attribute__((aligned(64)));
        struct later;
        long sum(struct later);
        void with_wide(wide x) {}
        void with_gap(struct gap x) {}
        void with_over(struct over x) {}
        int fine(int x) { return x; }
        """,
        "-O1 -g -mavx2");
    assertTrue(of("fine").isPresent());
    for (String name : List.of("with_wide", "with_gap", "with_over")) {
      assertEquals(Optional.empty(), of(name), name);
    }
    assertEquals(
        List.of("with_gap", "with_over", "with_wide"),
        signatures.problems().stream().map(SignatureProblem::function).sorted().toList());
  }

  @Test
  void clonesWithFewerParametersHaveNone() throws Exception {
    compile(
        "a.c",
        """
        __attribute__((noinline)) static int part(int *unused, int *x, int y) { return *x + y; }
        int f(int a, int b) { return part(0, &a, 3) + part(0, &b, 3); }
        """,
        "-O2 -g");
    Symbol clone =
        object.symbols().stream()
            .filter(symbol -> symbol.isFunction() && symbol.name().startsWith("part."))
            .findFirst()
            .orElseThrow();
    assertEquals(Optional.empty(), signatures.of(clone));
    assertTrue(of("f").isPresent());
  }

  /** Both are in two pieces; the clone, described by the name of the other, lacks parameters. */
  @ParameterizedTest
  @ValueSource(strings = {"-O3 -g", "-O3 -g -fno-toplevel-reorder"})
  void splitCloneDoesNotDescribeItsOriginal(String flags) throws Exception {
    compile(
        "a.c",
        """
        void fail(int) __attribute__((cold, noreturn));
        int trace(double);
        __attribute__((noinline)) int work(int *p, int mode, double a, int b)
        {
          if (mode == 3) {
            if (p[0] < 0)
              fail(1);
            for (int i = 0; i < p[1]; i++)
              trace(i + a);
            return p[2];
          }
          if (p[0] < 0) {
            trace(1);
            fail(2);
          }
          for (int i = 0; i < b; i++)
            trace(i * mode);
          return p[3];
        }
        int f(int *p, double x) { return work(p, 3, x, 1) + work(p, 3, x + 1, 1) + work(p, 3, 0, 1); }
        """,
        flags);
    List<String> names = object.symbols().stream().map(Symbol::name).toList();
    assertTrue(names.stream().anyMatch(name -> name.matches("work[.].*[.]cold")), names::toString);
    assertEquals(
        List.of(
            new IntegerRegister(0),
            new IntegerRegister(1),
            new VectorRegister(0),
            new IntegerRegister(2)),
        of("work").orElseThrow().parameters());
    assertEquals(
        Optional.empty(),
        object.symbols().stream()
            .filter(symbol -> symbol.name().matches("work[.](constprop|isra)[.][0-9]+"))
            .map(signatures::of)
            .findFirst()
            .orElseThrow());
  }

  @Test
  void numbersOfNoSizeAreAProblem() throws Exception {
    Toolchain tools = new Toolchain(directory);
    tools.write(
        "a.c", "struct s { _Complex char c; }; int f(struct s *p, struct s s) { return 1; }");
    tools.succeed("gcc", "-S", "-g", "-dA", "-o", "a.s", "a.c");
    String text = Files.readString(tools.path("a.s"));
    String damaged =
        text.replaceAll("0x2(\t# DW_AT_byte_size\n\t.byte\t0x80\t# DW_AT_encoding)", "0x1$1");
    assertNotEquals(text, damaged);
    compile("b.s", damaged, "-O0");
    assertEquals(
        List.of(new SignatureProblem("f", "an integer of 0 bytes")), signatures.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0 -g", "-O2 -g -gdwarf-4"})
  void cPlusPlus(String flags) throws Exception {
    compile(
        "a.cc",
        """
        struct Empty {};
        struct Pair : Empty { double a; long b; long sum(int) const; static int count; };
        struct Owner { ~Owner(); int x; };
        struct Virtual { virtual int f(); int y; };
        enum class Colour : char { RED };
        typedef int (Pair::*Method)(int);
        typedef long Pair::*Member;
        long Pair::sum(int i) const { return a + b + i; }
        Owner make(Owner x, int) { return x; }
        Pair pair(Empty, Pair p, Colour, Pair &, Pair &&) { return p; }
        int Virtual::f() { return y; }
        Virtual copy(Virtual v) { return v; }
        struct Holder { Owner o; };
        struct Plain { Plain() = default; Plain(const Plain &) = default; Plain(int); int x; };
        Plain held(Holder, Plain p) { return p; }
        Method method(Method m, Member n, decltype(nullptr)) { return m; }
        extern "C" int main(int, char **) { return 0; }
        """,
        flags);
    assertEquals(List.of(), signatures.problems());
    assertEquals(
        new Signature(2, 0, 0, false, new Result(1, 0, false)), signature("_ZNK4Pair3sumEi"));
    // Owner is returned through a hidden pointer and passed by reference.
    assertEquals(
        new Signature(3, 0, 0, false, new Result(1, 0, false)), signature("_Z4make5Owneri"));
    assertEquals(
        new Signature(4, 1, 0, false, new Result(1, 1, false)),
        signature("_Z4pair5Empty4Pair6ColourRS0_OS0_"));
    assertEquals(
        new Signature(2, 0, 0, false, new Result(1, 0, false)), signature("_Z4copy7Virtual"));
    assertEquals(
        new Signature(2, 0, 0, false, new Result(1, 0, false)), signature("_Z4held6Holder5Plain"));
    assertEquals(
        new Signature(4, 0, 0, false, new Result(2, 0, false)),
        signature("_Z6methodM4PairFiiEMS_lDn"));
    assertEquals(new Signature(2, 0, 0, false, new Result(1, 0, false)), signature("main"));
  }

  private Signature signature(String name) {
    return of(name).orElseThrow(() -> new AssertionError(name)).signature();
  }
}
