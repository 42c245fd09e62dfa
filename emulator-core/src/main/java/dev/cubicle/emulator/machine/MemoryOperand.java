package dev.cubicle.emulator.machine;

/**
 * The effective address of a ModRM memory operand in 64-bit mode (SDM volume 2A, section 2.1.5 and
 * tables 2-2, 2-3). Holds the result of the last {@link #decode}.
 */
final class MemoryOperand {
  private static final Register[] REGISTERS = {
    Register.RAX,
    Register.RCX,
    Register.RDX,
    Register.RBX,
    Register.RSP,
    Register.RBP,
    Register.RSI,
    Register.RDI,
    Register.R8,
    Register.R9,
    Register.R10,
    Register.R11,
    Register.R12,
    Register.R13,
    Register.R14,
    Register.R15
  };

  private static final int SIB_FOLLOWS = 4;
  private static final int NO_BASE = 5;
  private static final int NO_INDEX = 4;

  private final GuestCode code;
  private final Cpu cpu;
  private long address;
  private int length;

  MemoryOperand(GuestCode code, Cpu cpu) {
    this.code = code;
    this.cpu = cpu;
  }

  /**
   * Decodes the operand whose ModRM byte is at {@code at}; its mod field is not 3.
   *
   * @param rex the REX prefix, 0 without one
   */
  void decode(long at, int rex) {
    final int modrm = code.at(at);
    final int mod = modrm >> 6;
    final int rm = modrm & 7;
    long next = at + 1;
    long sum = 0;
    boolean ripRelative = false;
    boolean displacement32 = mod == 2;
    if (rm == SIB_FOLLOWS) {
      final int sib = code.at(next++);
      final int index = sib >> 3 & 7 | (rex & 2) << 2;
      if (index != NO_INDEX) {
        sum += cpu.get(REGISTERS[index]) << (sib >> 6);
      }
      if ((sib & 7) == NO_BASE && mod == 0) {
        displacement32 = true;
      } else {
        sum += cpu.get(REGISTERS[sib & 7 | (rex & 1) << 3]);
      }
    } else if (rm == NO_BASE && mod == 0) {
      ripRelative = true;
      displacement32 = true;
    } else {
      sum += cpu.get(REGISTERS[rm | (rex & 1) << 3]);
    }
    if (mod == 1) {
      sum += (byte) code.at(next++);
    } else if (displacement32) {
      sum += displacement(next);
      next += Integer.BYTES;
    }
    // RIP-relative counts from the end of the instruction; none used here has an immediate.
    address = ripRelative ? sum + next : sum;
    length = (int) (next - at);
  }

  private int displacement(long at) {
    return code.at(at) | code.at(at + 1) << 8 | code.at(at + 2) << 16 | code.at(at + 3) << 24;
  }

  /** The offset within the segment; FS and GS bases are the caller's to add. */
  long address() {
    return address;
  }

  /** Bytes of ModRM, SIB and displacement. */
  int length() {
    return length;
  }
}
