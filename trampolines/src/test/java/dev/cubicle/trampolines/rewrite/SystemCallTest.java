package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.object.ObjectEditor;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SYSCALL instructions become calls that leave what SYSCALL would have left. */
final class SystemCallTest {
  private static final String LOW = "cubicle_trap_direct_low";

  @TempDir private Path directory;
  private Harness harness;

  @BeforeEach
  void setUp() {
    harness = Harness.in(directory, 200);
  }

  private static RewrittenObject rewrite(ObjectFile object) throws Exception {
    return new Rewriter("it", Optional.of("handler"), false).rewrite(object);
  }

  private static boolean callsLow(RewrittenObject rewritten) {
    return rewritten.object().symbol(LOW).isPresent();
  }

  /** Both forms are executed natively, with the same random state. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsDoWhatTheInstructionDoes(boolean high) throws Exception {
    String source =
        Harness.resource("syscalls.s")
            .replaceAll(high ? "#(ifdef|endif).*" : "(?s)#ifdef.*#endif", "");
    ObjectFile object = harness.assemble("cases.s", source);
    RewrittenObject rewritten = rewrite(object);
    List<String> names =
        object.symbols().stream().filter(Symbol::isFunction).map(Symbol::name).toList();
    assertEquals(List.of(), rewritten.traps());
    assertEquals(names.size() + 1, rewritten.calls());
    assertEquals(List.of(), rewritten.changes());
    // Else XMM9 would be lost, as the handler of this test loses it.
    assertEquals(!high, callsLow(rewritten));

    harness.tools().write("rewritten.o", new ObjectEditor(rewritten.object()).toBytes());
    harness.tools().succeed("objcopy", "--prefix-symbols=old_", "cases.o", "old.o");
    harness.tools().succeed("objcopy", "--prefix-symbols=new_", "rewritten.o", "new.o");
    harness.tools().write("gate.s", Harness.resource("syscalls-gate.s"));
    harness.compare(names, "old.o", "new.o", "gate.s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mov eax, 1; syscall; ret | 1 | 0",
        "syscall; ret | 0 | 1",
        "syscall; mov ebx, eax; nop; ret | 1 | 0",
        "1: syscall; 2: ret; jmp 1b; jmp 2b | 0 | 1",
        "mov eax, 1; 1: syscall; ret; jmp 1b | 1 | 0",
        "mov eax, 1; 1: syscall; 2: ret; jmp 1b; jmp 2b | 0 | 1",
        "call f; syscall; call f | 0 | 1", // calls stay where they are
        "mov eax, 1; syscall; mov eax, 2; syscall; ret | 2 | 0",
        "mov eax, 1; syscall; jmp rax | 0 | 1", // wherever that goes
      })
  void whereThereIsNoRoomItStaysATrap(String code, int calls, int traps) throws Exception {
    String source =
        ".intel_syntax noprefix\n.globl f\n.type f, @function\nf:\n" + code + "\n.size f, . - f\n";
    ObjectFile object = harness.assemble("room.s", source);
    RewrittenObject rewritten = rewrite(object);
    assertEquals(calls, rewritten.calls());
    assertEquals(traps, rewritten.traps().size());
  }

  /** Instructions with XMM8 and above, or with what lies above XMM0 to XMM15. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "movaps xmm7, xmm0 | true",
        "cvtsi2sd xmm1, r8 | true",
        "cvtsi2sd xmm9, r8 | false",
        "cvttsd2si r8, xmm1 | true",
        "cvttsd2si r8, xmm9 | false",
        "movaps xmm8, [rax] | false",
        "movaps xmm0, [r8] | true",
        "movaps [r9 + r10], xmm3 | true",
        "movq r8, xmm1 | true",
        "movq xmm1, r8 | true",
        "movq rax, xmm8 | false",
        "movq xmm8, rax | false",
        "movq xmm1, xmm8 | false",
        "movmskpd r8d, xmm1 | false", // in doubt
        "pshufb xmm1, xmm2 | true",
        "pshufb xmm1, xmm12 | false",
        "vaddpd ymm0, ymm1, ymm2 | false",
        "vmovaps zmm16, zmm1 | false",
        "fxsave [rdi] | false",
        "xsavec [rdi] | false",
        "ldmxcsr [rdi] | true",
        "imul r8d, r9d | true",
        "movzx r10d, r8b | true",
      })
  void onlyLowVectorsAreSavedWhereNoOthersAreNamed(String code, boolean low) throws Exception {
    String source =
        ".intel_syntax noprefix\n.globl f\nf: mov eax, 1; syscall; ret\n.globl g\ng: "
            + code
            + "; ret\n";
    assertEquals(low, callsLow(rewrite(harness.assemble("vectors.s", source))));
  }

  @Test
  void aHandlerOfTheSameObjectIsCalledByItsSymbol() throws Exception {
    ObjectFile object =
        harness.assemble(
            "own.s", ".globl f, handler\nf: mov $1, %eax; syscall; ret\nhandler: ret\n");
    RewrittenObject rewritten = rewrite(object);
    assertEquals(1, rewritten.calls());
    List<Symbol> handlers =
        rewritten.object().symbols().stream().filter(s -> s.name().equals("handler")).toList();
    assertEquals(1, handlers.size());
    assertTrue(handlers.getFirst().isInSection());
  }
}
