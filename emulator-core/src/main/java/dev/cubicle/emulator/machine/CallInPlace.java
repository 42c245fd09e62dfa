package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.machine.BriefCalls.Verdict;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.X86;
import java.lang.foreign.Arena;

/**
 * Carries out a SYSCALL instruction without leaving emulation, if {@link BriefCalls} will answer
 * the call: RCX and R11 take RIP and RFLAGS as the instruction leaves them (SDM volume 2).
 */
final class CallInPlace implements BriefCalls.Registers {
  /** The instruction without prefixes, as the low bytes of a word. */
  private static final int OPCODE = 0x050f;

  private static final int OPCODE_MASK = 0xffff;
  private static final int OPCODE_BYTES = 2;

  private static final int RAX = 0;
  private static final int FIRST_ARGUMENT = 1;
  private static final int RFLAGS = 5;
  private static final int RIP = 6;

  private final GuestCode code;
  private final BriefCalls calls;
  private final RegisterBatch before;
  private final RegisterBatch after;

  CallInPlace(GuestCode code, BriefCalls calls, Arena arena) {
    this.code = code;
    this.calls = calls;
    this.before =
        new RegisterBatch(arena, X86.RAX, X86.RDI, X86.RSI, X86.RDX, X86.R10, X86.RFLAGS, X86.RIP);
    this.after = new RegisterBatch(arena, X86.RAX, X86.RCX, X86.R11);
  }

  /** To be called from the engine's SYSCALL hook. */
  Verdict call(Engine engine) {
    engine.read(before);
    final long rip = before.get(RIP);
    if ((code.wordAt(rip) & OPCODE_MASK) != OPCODE) {
      return Verdict.DECLINED;
    }
    final Verdict verdict = calls.call(this);
    if (verdict != Verdict.DECLINED) {
      after.set(1, rip + OPCODE_BYTES);
      after.set(2, before.get(RFLAGS));
      engine.write(after);
    }
    return verdict;
  }

  @Override
  public int number() {
    return (int) before.get(RAX);
  }

  @Override
  public long argument(int index) {
    return before.get(FIRST_ARGUMENT + index);
  }

  @Override
  public void answer(long result) {
    after.set(0, result);
  }
}
