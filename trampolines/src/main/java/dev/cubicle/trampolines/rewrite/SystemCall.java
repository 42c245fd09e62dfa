package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.RelocationType;
import dev.cubicle.trampolines.object.Symbol;

/** The call that stands in for a SYSCALL instruction: docs/image.md, "System calls". */
final class SystemCall {
  private static final String GATE = "cubicle_trap_direct";
  private static final String GATE_FOR_LOW_VECTORS = "cubicle_trap_direct_low";

  private static final int JUMP = 5;
  private static final int LEA = 7;

  private SystemCall() {}

  /**
   * The gate's routine that calls what R11 points to and goes on where RCX does, with the registers
   * that SYSCALL would have kept.
   *
   * @param lowVectors whether XMM0 to XMM7 are all that may be in use
   */
  static String gate(boolean lowVectors) {
    return lowVectors ? GATE_FOR_LOW_VECTORS : GATE;
  }

  /**
   *
   *
   * <pre>
   *     lea     2f(%rip), %rcx
   *     lea     1f(%rip), %r11
   *     jmp     GATE
   * 1:  jmp     HANDLER            # a call to whoever looks for what crosses cubicles
   * 2:
   * </pre>
   *
   * Both addresses lie within: no symbol begins there, so nobody takes them for a function's.
   */
  static Fragment fragment(Symbol gate, Symbol handler) {
    Code code = new Code();
    code.put(0x48, 0x8d, 0x0d).putInt(LEA + JUMP + JUMP);
    code.put(0x4c, 0x8d, 0x1d).putInt(JUMP);
    jump(code, gate);
    jump(code, handler);
    return code.done();
  }

  private static void jump(Code code, Symbol target) {
    code.put(0xe9);
    int at = code.size();
    Relocation field = new Relocation(at, RelocationType.R_X86_64_PLT32, target, -Integer.BYTES);
    code.putInt(0).fixup(new Fragment.Moved(at, field, field.addend()));
  }
}
