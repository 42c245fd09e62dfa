package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.X86;
import java.lang.foreign.Arena;

/**
 * WRPKRU (0F 01 EF) and RDPKRU (0F 01 EE), which end emulation as invalid instructions because
 * CR4.PKE is clear in the engines. A LOCK, 66, F2 or F3 prefix makes them invalid indeed (SDM
 * volume 2: "NP"); segment, address-size and REX prefixes are ignored.
 */
final class PkruInstructions {
  private static final int NEITHER = 0;
  private static final int WRITE = 0xef;
  private static final int READ = 0xee;

  private static final int MAXIMUM_BYTES = 15;

  private final Machine machine;
  private final GuestCode code;
  private final HandOff handOff;
  private final RegisterBatch result;
  private final boolean protectionKeys;
  private int length;

  PkruInstructions(
      Machine machine, GuestCode code, HandOff handOff, boolean protectionKeys, Arena arena) {
    this.machine = machine;
    this.code = code;
    this.handOff = handOff;
    this.protectionKeys = protectionKeys;
    this.result = new RegisterBatch(arena, X86.RAX, X86.RDX);
  }

  /**
   * Carries out the instruction that the engine stopped at, if it is one of these. WRPKRU goes on
   * in another view.
   *
   * @return null when done; RIP, in any case set, is then behind the instruction. Otherwise what it
   *     raised, {@link Exit.InvalidInstruction} for every other instruction
   */
  Exit execute() {
    handOff.take(machine.engine());
    final long rip = handOff.rip();
    final int kind = decode(rip);
    machine.cpu().set(Register.RIP, rip);
    if (kind == NEITHER || !protectionKeys) {
      return Exit.InvalidInstruction.INSTANCE;
    }
    // WRPKRU wants ECX and EDX zero, RDPKRU ECX (SDM volume 2).
    if (handOff.ecx() != 0 || kind == WRITE && handOff.edx() != 0) {
      return Exit.Interrupt.GENERAL_PROTECTION;
    }
    if (kind == WRITE) {
      machine.goOnIn(handOff.eax());
    } else {
      result.set(0, machine.pkru() & 0xffff_ffffL);
      result.set(1, 0);
      machine.engine().write(result);
    }
    machine.cpu().set(Register.RIP, rip + length);
    return null;
  }

  /** {@link #WRITE}, {@link #READ} or {@link #NEITHER} for the instruction at {@code rip}. */
  private int decode(long rip) {
    final long word = code.wordAt(rip);
    if ((word & 0xfe_ffff) == 0xee_010f) {
      length = 3;
      return (int) (word >> 16) & 0xff;
    }
    return decodePrefixed(rip);
  }

  /** With prefixes, or at the end of a page. */
  private int decodePrefixed(long rip) {
    int prefixes = 0;
    while (prefixes < MAXIMUM_BYTES - 3 && harmlessPrefix(code.at(rip + prefixes))) {
      prefixes++;
    }
    length = prefixes + 3;
    if (code.at(rip + prefixes) != 0x0f || code.at(rip + prefixes + 1) != 0x01) {
      return NEITHER;
    }
    final int last = code.at(rip + prefixes + 2);
    return last == WRITE || last == READ ? last : NEITHER;
  }

  private static boolean harmlessPrefix(int value) {
    return switch (value) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x67 -> true;
      default -> (value & 0xf0) == 0x40;
    };
  }
}
