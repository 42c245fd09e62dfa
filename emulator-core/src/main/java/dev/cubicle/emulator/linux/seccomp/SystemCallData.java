package dev.cubicle.emulator.linux.seccomp;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;

/**
 * What a filter sees of a system call: {@code struct seccomp_data} (include/uapi/linux/seccomp.h),
 * as its 32-bit words. One object for all calls.
 */
final class SystemCallData {

  /** Bytes of the structure: number, architecture, instruction pointer, six arguments. */
  static final int BYTES = 64;

  /** AUDIT_ARCH_X86_64: EM_X86_64, 64-bit, little-endian. */
  static final int ARCHITECTURE = 0xc000_003e;

  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9
  };

  private static final int FIRST_ARGUMENT = 4;

  private final int[] words = new int[BYTES / Integer.BYTES];

  SystemCallData() {
    words[1] = ARCHITECTURE;
  }

  /** Takes over the call that the processor is about to make; RIP is behind the SYSCALL. */
  void take(Cpu cpu) {
    words[0] = (int) cpu.get(Register.RAX);
    set(2, cpu.get(Register.RIP));
    for (int i = 0; i < ARGUMENTS.length; i++) {
      set(FIRST_ARGUMENT + 2 * i, cpu.get(ARGUMENTS[i]));
    }
  }

  private void set(int word, long value) {
    words[word] = (int) value;
    words[word + 1] = (int) (value >>> 32);
  }

  /** The word at a byte offset, a multiple of 4 below {@link #BYTES}. */
  int word(int offset) {
    return words[offset >> 2];
  }
}
