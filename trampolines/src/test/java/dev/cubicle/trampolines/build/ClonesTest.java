package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.build.TestProgram.Outcome;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Functions that GCC has changed or cut in pieces at -O3: their debug information is the
 * original's.
 */
@ExtendWith(TestMonitorExtension.class)
final class ClonesTest {
  /** GCC removes the first parameter; of the others, then, three are on the stack. */
  private static final String LIB =
      """
      static __attribute__((noinline))
      long many(double unused, long a, long b, long c, long d, long e, long f, long g, long h, long i)
      {
        long s = a;
        const long more[] = { b, c, d, e, f, g, h, i };
        for (int n = 0; n < 8; n++)
          s = s * 3 + more[n];
        return s & 63;
      }
      long lib(long x) { return many(x, x, 2, 3, 4, x, 6, 7, 8, 9) + many(1, 1, 2, 3, x, 5, 6, x, 8, 9)
          + many(2, 1, x, x, 4, 5, x, 7, x, x); }
      typedef long clone(long, long, long, long, long, long, long, long, long);
      """;

  private static final String APP =
      """
      typedef long clone(long, long, long, long, long, long, long, long, long);
      extern clone *get(void), named __asm__("NAME");
      long lib(long);
      int app_main(void)
      {
        long direct = named(1, 2, 3, 4, 5, 6, 7, 8, 9);
        return direct != get()(1, 2, 3, 4, 5, 6, 7, 8, 9) ? 200 : direct + lib(1) % 64;
      }
      """;

  private final TestMonitor monitor;

  @TempDir Path directory;

  ClonesTest(TestMonitor monitor) {
    this.monitor = monitor;
  }

  /** Its address escapes through a table, and another object calls it by its name. */
  @Test
  void clonesPassWhateverTheirCallersMayHavePassed() throws Exception {
    TestProgram program =
        TestProgram.in(monitor, directory).write("policy.toml", TestProgram.TWO_CUBICLES);
    program.write("lib.c", LIB).compile("lib.c", "-O3");
    String clone =
        TestTool.run(directory, List.of("nm", "lib.o"))
            .lines()
            .map(line -> line.replaceFirst("^.* ", ""))
            .filter(name -> name.matches("many[.](isra|constprop)[.][0-9]+"))
            .findFirst()
            .orElseThrow();
    program.write(
        "lib.c",
        LIB
            + """
            extern clone *const escaped;
            __asm__(".globl NAME\\n.section .rodata\\nescaped: .quad NAME\\n.text");
            clone *get(void) { return escaped; }
            """
                .replace("NAME", clone));
    program.compile("lib.c", "-O3");
    // Without debug information the caller does not tell either.
    program.write("app.c", APP.replace("NAME", clone)).compile("app.c", "-g0");

    program.build();

    Manifest manifest = CubicleImage.read(program.file("image")).manifest();
    Manifest.Function row =
        manifest.functions().stream()
            .filter(function -> function.name().equals(clone))
            .findFirst()
            .orElseThrow();
    assertTrue(row.unknown());
    assertTrue(row.escapes());
    assertEquals(Signature.UNKNOWN, row.signature());
    Outcome plain = program.runPlain();
    assertTrue(plain.status() > 1 && plain.status() < 128, plain::toString);
    assertEquals(plain, program.run());
  }

  /** A jump table leads to where the cold part of its function begins. */
  @Test
  void coldPartsAreNoEntryPoints() throws Exception {
    TestProgram program =
        TestProgram.in(monitor, directory).write("policy.toml", TestProgram.TWO_CUBICLES);
    program.write(
        "lib.c",
        """
        void fail(int) __attribute__((cold, noreturn));
        int lib(int x, int y)
        {
          switch (x) {
          case 0: fail(3);
          case 1: return y + 1;
          case 2: return y * 7;
          case 3: return y / 3;
          case 4: return y ^ 9;
          case 5: fail(5);
          case 6: return y - 4;
          default: return 0;
          }
        }
        """);
    program.compile("lib.c", "-O3", "-fno-pic");
    String references = TestTool.run(directory, List.of("objdump", "-r", "-j.rodata", "lib.o"));
    assertTrue(references.lines().anyMatch(line -> line.endsWith(" .text.unlikely")), references);
    program.write(
        "app.c",
        "int lib(int, int); void fail(int n) { for (;;); }"
            + " int app_main(void) { return lib(3, 60) + lib(1, 4); }");
    program.compile("app.c");

    program.build();

    assertFalse(
        CubicleImage.read(program.file("image")).manifest().functions().stream()
            .anyMatch(function -> function.name().contains(".cold")));
    assertEquals(new Outcome("", 25), program.run());
  }
}
