package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Libraries as Debian ships them: SQLite's accidents are rewritten, musl's system calls become
 * calls.
 */
final class LibraryRewriteTest {
  private static final Path SQLITE = Path.of("/usr/lib/x86_64-linux-gnu/libsqlite3.a");
  private static final Path MUSL = Path.of("/usr/lib/x86_64-linux-musl/libc.a");

  @Test
  void accidentsInSqliteAreRewritten() throws BadInputException {
    assumeTrue(Files.exists(SQLITE));
    Rewriter rewriter = new Rewriter("sqlite", Optional.empty(), false);
    for (ObjectFile object : InputFile.read(SQLITE)) {
      boolean clean = isClean(object);
      RewrittenObject rewritten = rewriter.rewrite(object);
      assertTrue(isClean(rewritten.object()), object::toString);
      assertEquals(List.of(), rewritten.traps());
      assertEquals(clean, rewritten.changes().isEmpty());
      if (clean) {
        assertEquals(object, rewritten.object());
      } else {
        // Every thunk goes back to where it came from, and does what stood there.
        assertEquals(rewritten.changes().size(), jumpsBack(object, rewritten.object()));
      }
    }
  }

  /** Thunks that end in a jump to the object's own code. */
  private static int jumpsBack(ObjectFile object, ObjectFile rewritten) {
    int jumps = 0;
    for (Symbol symbol : rewritten.symbols()) {
      if (symbol.name().startsWith("cubicle.rewritten.")) {
        Section section = rewritten.section(symbol.section());
        int start = (int) symbol.value();
        byte[] thunk = Arrays.copyOfRange(section.bytes(), start, (int) (start + symbol.size()));
        try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
          List<Instruction> code = disassembler.disassemble(thunk, start, 100);
          Instruction last = code.getLast();
          assertEquals("jmp", last.mnemonic());
          long target = Long.decode(last.operands());
          assertTrue(target < object.section(section.index()).size(), code::toString);
          jumps++;
        }
      }
    }
    return jumps;
  }

  @Test
  void systemCallsOfMuslBecomeCallsOrTraps() throws BadInputException {
    assumeTrue(Files.exists(MUSL));
    Rewriter rewriter = new Rewriter("musl", Optional.of("handler"), false);
    List<String> traps = new ArrayList<>();
    int calls = 0;
    for (ObjectFile object : InputFile.read(MUSL)) {
      RewrittenObject rewritten = rewriter.rewrite(object);
      assertTrue(isClean(rewritten.object()), object::toString);
      traps.addAll(rewritten.traps());
      calls += rewritten.calls();
      for (String trap : rewritten.traps()) {
        Symbol symbol = rewritten.object().symbol(trap).orElseThrow();
        byte[] code = rewritten.object().section(symbol.section()).bytes();
        assertEquals(0x0f, code[(int) symbol.value()]);
        assertEquals(0x0b, code[(int) symbol.value() + 1]);
      }
    }
    assertTrue(calls > 400 && traps.size() < 20, calls + " calls, traps: " + traps);
    assertEquals(traps.size(), traps.stream().distinct().count());
  }

  @Test
  void systemCallsAreRefusedWithoutAHandler() throws BadInputException {
    assumeTrue(Files.exists(MUSL));
    ObjectFile write =
        InputFile.read(MUSL).stream()
            .filter(object -> object.name().member().orElseThrow().equals("_Exit.lo"))
            .findFirst()
            .orElseThrow();
    var refused =
        assertThrows(
            BadInputException.class,
            () -> new Rewriter("libc", Optional.empty(), false).rewrite(write));
    assertTrue(
        refused
            .getMessage()
            .matches(
                "component libc: .*libc.a\\(_Exit.lo\\): _Exit\\+0x[0-9a-f]+ is 'syscall', and cubicles"
                    + " make no system calls themselves: add syscall-instructions ="
                    + " \"trap:FUNCTION\" to \\[components.libc\\] of the policy"),
        refused.getMessage());
  }

  private static boolean isClean(ObjectFile object) {
    return object.sections().stream()
        .filter(Section::isCode)
        .allMatch(section -> new SectionCode(object, section).hits().isEmpty());
  }
}
