package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.MemoryImage;
import dev.cubicle.emulator.probe.ProbeListener;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Finds the place again where a recorded run was stopped from outside, in the midst of guest code.
 * No processor counts instructions for us, so the place is known by its state: the position, the
 * registers, and the memory in the snapshot that was taken there. Two places with the same state
 * are one: what follows is the same.
 */
final class StopSearch implements ProbeListener {
  /** Unicorn's numbers, those that differ between turns of most loops first. */
  private static final int[] NUMBERS = {
    X86.RCX,
    X86.RAX,
    X86.RSI,
    X86.RDI,
    X86.RDX,
    X86.RSP,
    X86.RBX,
    X86.RBP,
    X86.R8,
    X86.R9,
    X86.R10,
    X86.R11,
    X86.R12,
    X86.R13,
    X86.R14,
    X86.R15,
    X86.FS_BASE,
    X86.GS_BASE
  };

  private static final Register[] NAMES = {
    Register.RCX, Register.RAX, Register.RSI, Register.RDI, Register.RDX, Register.RSP,
    Register.RBX, Register.RBP, Register.R8, Register.R9, Register.R10, Register.R11,
    Register.R12, Register.R13, Register.R14, Register.R15, Register.FS_BASE, Register.GS_BASE
  };

  private final long[] wanted = new long[Register.values().length];
  private final long position;
  private final LongSupplier now;
  private final MemoryImage memory;
  private final List<Frame> frames = new ArrayList<>();
  private boolean found;

  /** A frame that was written since the snapshot before; null for zeros. */
  private record Frame(long address, byte[] bytes) {}

  /**
   * @param in position and registers, as {@link Op#STOPPED_ANYWHERE} has them
   * @param now the present position
   */
  StopSearch(ByteReader in, LongSupplier now, MemoryImage memory) {
    this.now = now;
    this.memory = memory;
    position = in.number();
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = in.number();
    }
  }

  /** Adds a frame as it was when the run was stopped. */
  void expect(int number, byte[] bytes) {
    frames.add(new Frame(number * (long) Layout.FRAME + ReplayMemory.BIAS, bytes));
  }

  long rip() {
    return wanted[Register.RIP.ordinal()];
  }

  /** Whether the machine was stopped there. */
  boolean found() {
    return found;
  }

  @Override
  public void reached(ProbedGuest guest) {
    if (now.getAsLong() == position && sameRegisters(guest) && sameMemory()) {
      found = true;
      guest.stop();
    }
  }

  private boolean sameRegisters(ProbedGuest guest) {
    for (int i = 0; i < NUMBERS.length; i++) {
      if (guest.register(NUMBERS[i]) != wanted[NAMES[i].ordinal()]) {
        return false;
      }
    }
    return true;
  }

  private boolean sameMemory() {
    for (int i = 0; i < frames.size(); i++) {
      final Frame frame = frames.get(i);
      final boolean same =
          frame.bytes == null
              ? memory.zero(frame.address)
              : memory.holds(frame.address, frame.bytes, 0);
      if (!same) {
        // It will differ again at the next turn: it is looked at first from now on.
        frames.set(i, frames.getFirst());
        frames.set(0, frame);
        return false;
      }
    }
    return true;
  }
}
