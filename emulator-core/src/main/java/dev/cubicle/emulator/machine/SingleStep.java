package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Executes one instruction with the trap flag set (SDM volume 3B, section 17.3.1.4), so that no
 * translated code changes, and hides the flag from the guest.
 */
final class SingleStep {
  private static final long TRAP_FLAG = 0x100;
  private static final int DEBUG_VECTOR = 1;
  private static final int INT_OPCODE = 0xcd;
  private static final int INT_BYTES = 2;
  private static final int PUSHF = 0x9c;
  private static final int POPF = 0x9d;
  private static final int MAXIMUM_PREFIXES = 14;

  private final Cpu cpu;
  private final GuestCode code;
  private final AddressSpace space;
  private final MemorySegment bytes;
  private boolean active;
  private long start;
  private long flagBefore;

  SingleStep(Cpu cpu, GuestCode code, AddressSpace space, PhysicalMemory memory) {
    this.cpu = cpu;
    this.code = code;
    this.space = space;
    this.bytes = memory.segment();
  }

  /** Whether one instruction is to be executed and no more. */
  boolean active() {
    return active;
  }

  void begin() {
    active = true;
    start = cpu.get(Register.RIP);
    final long flags = cpu.get(Register.RFLAGS);
    flagBefore = flags & TRAP_FLAG;
    cpu.set(Register.RFLAGS, flags | TRAP_FLAG);
  }

  /** Whether an exception is the trap that was set, and not what the instruction raised. */
  boolean trapped(int vector, long rip) {
    return active
        && vector == DEBUG_VECTOR
        && !(code.at(start) == INT_OPCODE && rip == start + INT_BYTES);
  }

  /** The guest's trap flag is the guest's again, in the register and where PUSHF stored it. */
  Exit end(Exit exit) {
    active = false;
    final boolean executed = exit == Exit.Interrupt.SINGLE_STEP;
    final int opcode = executed ? opcode() : 0;
    if (opcode != POPF) {
      cpu.set(Register.RFLAGS, cpu.get(Register.RFLAGS) & ~TRAP_FLAG | flagBefore);
    }
    if (opcode == PUSHF && flagBefore == 0) {
      clearPushedFlag();
    }
    return exit;
  }

  private int opcode() {
    int at = 0;
    while (at < MAXIMUM_PREFIXES && isPrefix(code.at(start + at))) {
      at++;
    }
    return code.at(start + at);
  }

  private static boolean isPrefix(int value) {
    return switch (value) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> (value & 0xf0) == 0x40;
    };
  }

  private void clearPushedFlag() {
    final long at = cpu.get(Register.RSP) + 1;
    final long entry = space.entry(at);
    if (PageTableEntry.present(entry)) {
      final long physical =
          PageTableEntry.frameAddress(entry) + (at & PageTableEntry.PAGE_SIZE - 1);
      final byte high = bytes.get(ValueLayout.JAVA_BYTE, physical);
      bytes.set(ValueLayout.JAVA_BYTE, physical, (byte) (high & ~(TRAP_FLAG >> Byte.SIZE)));
    }
  }
}
