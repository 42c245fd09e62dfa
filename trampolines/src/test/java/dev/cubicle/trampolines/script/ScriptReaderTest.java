package dev.cubicle.trampolines.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.script.ScriptItem.Align;
import dev.cubicle.trampolines.script.ScriptItem.Inputs;
import dev.cubicle.trampolines.script.ScriptItem.Mark;
import dev.cubicle.trampolines.script.ScriptItem.Order;
import dev.cubicle.trampolines.script.ScriptItem.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is understood of linker scripts, and how the rest is refused. */
final class ScriptReaderTest {
  @TempDir Path directory;

  private static List<List<ScriptItem>> read(String text) throws BadInputException {
    return ScriptReader.parse(Path.of("x.ld"), text).blocks();
  }

  private static Inputs inputs(Order order, boolean keep, String... patterns) {
    return new Inputs(List.of(patterns).stream().map(NamePattern::new).toList(), order, keep);
  }

  @Test
  void everythingThatIsUnderstood() throws BadInputException {
    assertEquals(
        List.of(
            List.of(
                new Align(4096),
                new Mark("tab_start", false, "", 5),
                new Output(".tab", List.of(inputs(Order.NAME, true, ".tab[1-6][0-9]")), 5),
                new Mark("tab_end", false, "", 5),
                new Output(
                    ".list",
                    List.of(
                        new Align(16),
                        new Mark("list_start", true, "", 7),
                        inputs(Order.FILE, true, ".list"),
                        inputs(Order.FILE, false, ".list0.*", ".list1~"),
                        inputs(Order.FILE, true, ".plain"),
                        new Align(8),
                        new Mark("list_end", true, "", 12)),
                    6)),
            List.of(
                new Output(".tbss", List.of(inputs(Order.FILE, false, ".tbss", ".tbss.*")), 17),
                new Mark("end", false, ".tbss", 17))),
        read(
            """
            # 1 "tab.ld.S"
            /* a comment,
               { of two lines } */
            SECTIONS {
             . = ALIGN((1 << 12)); tab_start = .; .tab : { KEEP(*(SORT_BY_NAME(.tab[1-6][0-9]))) } tab_end = .;
             .list ALIGN(0x10) : {
               PROVIDE(list_start = .);
               KEEP (*(.list));
               *(.list0.* ".list1~")
               KEEP(*(SORT_NONE(.plain)))
               . = ALIGN(., 8);
               PROVIDE_HIDDEN (list_end = ABSOLUTE(.))
             } :data
            }
            INSERT AFTER .rodata;

            SECTIONS { .tbss : { *(.tbss .tbss.*) } end = . + SIZEOF(.tbss); } INSERT BEFORE .data
            """));
  }

  @Test
  void nothing() throws BadInputException {
    assertEquals(List.of(), read("/* nothing */ ;\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SECTIONS { }|1: SECTIONS without INSERT",
        "SECTIONS { .a : { *(.a) }|1: expected an output section, not the end of the file",
        "SECTIONS { .a : { *(.a) } } INSERT AFTER;|1: expected INSERT AFTER or BEFORE and a section",
        "PHDRS { x PT_LOAD; }|1: PHDRS: a script may hold",
        "ENTRY(_start)|1: ENTRY: a script may hold",
        "SECTIONS { . = 0x400000; } INSERT AFTER .a|expected ALIGN(n), not \"0x400000; }",
        "SECTIONS { . += 4; } INSERT AFTER .a|expected",
        "SECTIONS { . = ALIGN(3); } INSERT AFTER .a|ALIGN(3): expected a power of two",
        "SECTIONS { . = ALIGN(1 << 63); } INSERT AFTER .a|expected a power of two",
        "SECTIONS { . = ALIGN(1 << 99); } INSERT AFTER .a|ALIGN(0): expected a power of two",
        "SECTIONS { a = 5; } INSERT AFTER .a|expected the place, \".\", for a, not \"5;",
        "SECTIONS { a = . + 4; } INSERT AFTER .a|expected SIZEOF before \"4;",
        "SECTIONS { a = ADDR(.b); } INSERT AFTER .a|expected the place",
        "SECTIONS { .a : { *(.a) } > RAM } INSERT AFTER .a|expected an output section, not \"> RAM",
        "SECTIONS { .a (NOLOAD) : { } } INSERT AFTER .a|expected : before \"(NOLOAD)",
        "SECTIONS { /DISCARD/ : { *(.a) } } INSERT AFTER .a|/DISCARD/: what is left out",
        "SECTIONS { .a : { libx.a:*(.a) } } INSERT AFTER .a|expected input sections of all files",
        "SECTIONS { .a : { *(EXCLUDE_FILE(*x.o) .a) } } INSERT AFTER .a|EXCLUDE_FILE cannot be",
        "SECTIONS { .a : { *(COMMON) } } INSERT AFTER .a|COMMON cannot be gathered",
        "SECTIONS { .a : { *(SORT_BY_ALIGNMENT(.a)) } } INSERT AFTER .a|SORT_BY_ALIGNMENT is not known",
        "SECTIONS { .a : { *(SORT(SORT(.a))) } } INSERT AFTER .a|expected ) before",
        "SECTIONS { .a : { *(SORT(.a) SORT(.b)) } } INSERT AFTER .a|several patterns in one statement",
        "SECTIONS { .a : { BYTE(0) } } INSERT AFTER .a|expected input sections of all files",
        "SECTIONS { .a : { /* } } INSERT AFTER .a|expected input sections of all files",
        "#include <x.h>|1: \"#include <x.h>\": a script may hold",
      })
  void refused(String text, String complaint) {
    BadInputException refusal = assertThrows(BadInputException.class, () -> read(text));
    assertTrue(refusal.getMessage().startsWith("x.ld:1: "), refusal::getMessage);
    assertTrue(refusal.getMessage().contains(complaint), refusal::getMessage);
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void placeOfComplaints() {
    BadInputException refusal =
        assertThrows(
            BadInputException.class,
            () -> read("SECTIONS {\n  .a : {\n    FILL(0)\n  }\n}\nINSERT AFTER .b;\n"));
    assertEquals(
        "x.ld:3: expected input sections of all files, \"*(…)\", not \"FILL(0)\"",
        refusal.getMessage());
  }

  @Test
  void files() throws Exception {
    BadInputException none =
        assertThrows(
            BadInputException.class, () -> ScriptReader.read(directory.resolve("none.ld")));
    assertTrue(none.getMessage().endsWith("none.ld: there is no such file"), none::getMessage);
    Path large = Files.write(directory.resolve("large.ld"), new byte[(1 << 20) + 1]);
    BadInputException refusal =
        assertThrows(BadInputException.class, () -> ScriptReader.read(large));
    assertTrue(refusal.getMessage().contains("larger than 1 MiB"), refusal::getMessage);
  }

  @Test
  void deepNesting() {
    for (String deep :
        List.of("(".repeat(100_000), "1 << ".repeat(100_000), "((1 << 2)".repeat(50_000))) {
      assertThrows(
          BadInputException.class,
          () -> read("SECTIONS { . = ALIGN(" + deep + "); } INSERT AFTER .a"));
    }
  }

  /** Whatever the bytes are, they are understood or refused in one line. */
  @Test
  void damaged() {
    String good =
        "SECTIONS { . = ALIGN((1 << 3)); .a : { a = .; KEEP(*(SORT_BY_NAME(.a[0-9]) )) PROVIDE(b ="
            + " .); } c = . + SIZEOF(.a); } INSERT AFTER .b; # 1 \"x\"\n /* x */";
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int damage = random.nextInt(3); damage >= 0; damage--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, good.charAt(random.nextInt(good.length())));
          default -> text.insert(at, (char) random.nextInt(256));
        }
      }
      try {
        read(text.toString());
      } catch (BadInputException e) {
        refused++;
        assertEquals(1, e.getMessage().lines().count(), e::getMessage);
      }
    }
    assertTrue(refused > 1000);
  }
}
