package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;

/**
 * The last argument of FUTEX_WAKE_OP: how the second word changes, and which old values of it wake
 * a thread there (FUTEX_OP in include/uapi/linux/futex.h).
 */
record FutexOperation(int operation, int operand, int comparison, int comparand) {

  private static final int SHIFT_OPERAND = 8;

  static FutexOperation decode(int encoded) throws LinuxError {
    final int code = encoded >>> 28;
    final int argument = encoded << 8 >> 20;
    final boolean shift = (code & SHIFT_OPERAND) != 0;
    final int operation = code & ~SHIFT_OPERAND;
    final int comparison = encoded >>> 24 & 15;
    if (operation > 4 || comparison > 5) {
      throw new LinuxError(Errno.ENOSYS);
    }
    return new FutexOperation(
        operation, shift ? 1 << (argument & 31) : argument, comparison, encoded << 20 >> 20);
  }

  int apply(int before) {
    return switch (operation) {
      case 0 -> operand;
      case 1 -> before + operand;
      case 2 -> before | operand;
      case 3 -> before & ~operand;
      default -> before ^ operand;
    };
  }

  boolean matches(int before) {
    return switch (comparison) {
      case 0 -> before == comparand;
      case 1 -> before != comparand;
      case 2 -> before < comparand;
      case 3 -> before <= comparand;
      case 4 -> before > comparand;
      default -> before >= comparand;
    };
  }
}
