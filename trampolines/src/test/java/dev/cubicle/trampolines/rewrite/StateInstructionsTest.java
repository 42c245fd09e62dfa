package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XSAVE and XRSTOR become FXSAVE and FXRSTOR where the policy says so, and nowhere else. */
final class StateInstructionsTest {
  @TempDir private Path directory;
  private Harness harness;

  @BeforeEach
  void setUp() {
    harness = Harness.in(directory, 100);
  }

  private static RewrittenObject rewrite(ObjectFile object, boolean legacyState) throws Exception {
    return new Rewriter("it", Optional.empty(), legacyState).rewrite(object);
  }

  private ObjectFile function(String code) throws Exception {
    return harness.assemble(
        "it.s", ".intel_syntax noprefix\n.globl f\n.type f, @function\nf: " + code + "\n");
  }

  /** Both forms are executed natively, with the same random state. */
  @Test
  void whatIsSavedIsLoaded() throws Exception {
    assumeTrue(Files.readString(Path.of("/proc/cpuinfo")).contains(" xsaveopt "));
    ObjectFile object = harness.assemble("states.s", Harness.resource("states.s"));
    RewrittenObject rewritten = rewrite(object, true);
    assertEquals(13, rewritten.states());
    assertEquals(List.of(), rewritten.changes());
    List<String> names =
        object.symbols().stream().filter(Symbol::isFunction).map(Symbol::name).toList();
    harness.compare("states.o", rewritten.object(), names);
  }

  @Test
  void withoutThePolicyXrstorIsRefused() throws Exception {
    ObjectFile object = harness.assemble("states.s", Harness.resource("states.s"));
    var refused = assertThrows(BadInputException.class, () -> rewrite(object, false));
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                "states.o: plain+0x23 is 'xrstor ptr [r8]', and no component may execute that; for"
                    + " FXRSTOR instead, add xrstor-instructions = \"fxrstor\" to [components.it]"
                    + " of the policy"),
        refused.getMessage());
  }

  @Test
  void withoutThePolicyXsaveStays() throws Exception {
    ObjectFile object = function("xsave [rdi]; xsaveopt [rdi]; xsavec [rdi]; ret");
    assertEquals(object, rewrite(object, false).object());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xsave [rdi] | fxsave [rdi]",
        "xsave64 [rdi] | fxsave64 [rdi]",
        "xsaveopt [r9 + 8] | fxsave [r9 + 8]",
        "xsaveopt64 [rsp] | fxsave64 [rsp]",
        "xsavec [rdi + rcx*4 + 0x40] | fxsave [rdi + rcx*4 + 0x40]",
        "xsavec64 [r15 + r14] | fxsave64 [r15 + r14]",
        "xrstor [rdi] | fxrstor [rdi]",
        "xrstor64 [r8 + r9*2] | fxrstor64 [r8 + r9*2]",
        // Neighbours in the tables of opcodes.
        "fxsave [rdi] | fxsave [rdi]",
        "clwb [rdi] | clwb [rdi]",
        "clflush [rdi] | clflush [rdi]",
        "clflushopt [rdi] | clflushopt [rdi]",
        "lfence | lfence",
        "mfence | mfence",
        "ldmxcsr [rdi] | ldmxcsr [rdi]",
        "cmpxchg16b [rdi] | cmpxchg16b [rdi]",
        "rdrand eax | rdrand eax",
      })
  void theRightOnesAreReplaced(String code, String expected) throws Exception {
    ObjectFile rewritten = rewrite(function(code), true).object();
    Section text = rewritten.sections().stream().filter(Section::isCode).findFirst().orElseThrow();
    try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
      List<Instruction> instructions = disassembler.disassemble(text.bytes(), 0, 2);
      // Some versions write the size of the operand, where it has one.
      assertEquals(expected, instructions.getFirst().text().replaceAll(" [a-z]* ?ptr", ""));
      assertEquals(1, instructions.size());
    }
  }

  /** An XRSTOR that is none: the immediate of another instruction. */
  @Test
  void accidentsAreMovedAsEver() throws Exception {
    RewrittenObject rewritten = rewrite(function("mov eax, 0x002fae0f; ret"), true);
    assertEquals(0, rewritten.states());
    assertEquals(1, rewritten.changes().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ret; .byte 6, 0x0f, 0xae, 0x27 | .text+0x2 may be XSAVE or XRSTOR, amid what is no code",
        "ret; .byte 6, 0x0f, 0xae, 0x2f | .text+0x2 may be XSAVE or XRSTOR, amid what is no code",
        "ret; .byte 6, 0x0f, 0xc7, 0x27 | .text+0x2 may be XSAVE or XRSTOR, amid what is no code",
      })
  void doubtIsRefused(String code, String message) throws Exception {
    ObjectFile object = function(code);
    var refused = assertThrows(BadInputException.class, () -> rewrite(object, true));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }
}
