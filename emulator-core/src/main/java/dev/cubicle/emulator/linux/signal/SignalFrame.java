package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct rt_sigframe} of x86-64 (arch/x86/include/asm/sigframe.h, uapi/asm/sigcontext.h):
 * what lies on the guest's stack while a handler runs.
 *
 * <pre>
 *   0  pretcode      the handler's return address: sa_restorer
 *   8  uc_flags      16 uc_link   24 uc_stack (sp, flags, size)
 *  48  sigcontext    r8-r15 di si bp bx dx ax cx sp ip flags, cs gs fs ss, err trapno oldmask cr2, fpstate
 * 304  uc_sigmask
 * 312  siginfo       128 bytes
 * </pre>
 */
final class SignalFrame {

  /** Bytes of the frame without the floating-point part, which lies above it. */
  static final int BYTES = 440;

  /** AT_MINSIGSTKSZ: what a frame takes with both parts aligned (get_sigframe_size). */
  static final int LARGEST = (BYTES + 15 + FloatingPointFrame.BYTES + 63 + 15) & -16;

  static final int INFO = 312;
  static final int CONTEXT = 8;

  private static final int UC_FLAGS = 8;
  private static final int UC_STACK = 24;
  private static final int REGISTERS = 48;
  private static final int FLAGS = REGISTERS + 17 * 8;
  private static final int SEGMENTS = 192;
  private static final int SS = SEGMENTS + 6;
  private static final int ERR = 200;
  private static final int TRAPNO = 208;
  private static final int OLDMASK = 216;
  private static final int CR2 = 224;
  private static final int FPSTATE = 232;
  private static final int MASK = 304;

  private static final int UC_FP_XSTATE = 1;
  private static final int UC_SIGCONTEXT_SS = 2;
  private static final int UC_STRICT_RESTORE_SS = 4;

  /** __USER_CS and __USER_DS: the only selectors that a 64-bit program can run with here. */
  private static final int USER_CS = 0x33;

  private static final int USER_SS = 0x2b;

  /** The flags a frame may change (FIX_EFLAGS): not IF, IOPL, NT, VM, ID and the like. */
  private static final long RESTORED_FLAGS = 0x50dd5;

  private static final Register[] ORDER = {
    Register.R8, Register.R9, Register.R10, Register.R11, Register.R12, Register.R13, Register.R14,
    Register.R15, Register.RDI, Register.RSI, Register.RBP, Register.RBX, Register.RDX,
        Register.RAX,
    Register.RCX, Register.RSP, Register.RIP
  };

  private final Cpu cpu;
  private final ByteBuffer image = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

  SignalFrame(Cpu cpu) {
    this.cpu = cpu;
  }

  /** Where the frame goes that must end at or below {@code stackPointer}: as after a call. */
  static long place(long stackPointer) {
    return ((stackPointer - BYTES) & -16) - 8;
  }

  /**
   * Writes the frame.
   *
   * @param info null when the handler did not ask for it (no SA_SIGINFO)
   * @throws dev.cubicle.emulator.memory.BadAddressException if the guest could not write there
   */
  void store(
      UserMemory memory,
      long address,
      long floatingPoint,
      ThreadSignals signals,
      SignalAction action,
      SignalInfo info) {
    final AlternateStack stack = signals.alternateStack();
    image
        .putLong(0, action.restorer())
        .putLong(UC_FLAGS, UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS)
        .putLong(UC_STACK, stack.base())
        .putLong(UC_STACK + 8, Integer.toUnsignedLong(stack.flags()))
        .putLong(UC_STACK + 16, stack.size());
    for (int i = 0; i < ORDER.length; i++) {
      image.putLong(REGISTERS + 8 * i, cpu.get(ORDER[i]));
    }
    final long mask = signals.maskToReturnTo();
    image
        .putLong(FLAGS, cpu.get(Register.RFLAGS))
        .putLong(SEGMENTS, USER_CS | ((long) USER_SS << 48))
        .putLong(ERR, signals.errorCode())
        .putLong(TRAPNO, signals.trapNumber())
        .putLong(OLDMASK, mask)
        .putLong(CR2, signals.faultAddress())
        .putLong(FPSTATE, floatingPoint)
        .putLong(MASK, mask);
    memory.write(address, image.array(), 0, INFO);
    if (info != null) {
      memory.write(address + INFO, info.bytes());
    }
  }

  /**
   * Reads a frame for {@link #load}.
   *
   * @throws dev.cubicle.emulator.memory.BadAddressException if the guest could not read there
   */
  void fetch(UserMemory memory, long address) {
    memory.read(address, image.array(), 0, INFO);
  }

  long mask() {
    return image.getLong(MASK);
  }

  long floatingPoint() {
    return image.getLong(FPSTATE);
  }

  AlternateStack alternateStack() {
    return new AlternateStack(
        image.getLong(UC_STACK), image.getLong(UC_STACK + 16), image.getInt(UC_STACK + 8));
  }

  /** Whether the frame returns to 64-bit user code: IRET would fault on any other selectors. */
  boolean returnsToUserCode() {
    final boolean strict = (image.getLong(UC_FLAGS) & UC_STRICT_RESTORE_SS) != 0;
    return (image.getShort(SEGMENTS) & 0xffff | 3) == USER_CS
        && (!strict || (image.getShort(SS) & 0xffff | 3) == USER_SS);
  }

  /** Loads the general registers and the harmless flags. */
  void load() {
    for (int i = 0; i < ORDER.length; i++) {
      cpu.set(ORDER[i], image.getLong(REGISTERS + 8 * i));
    }
    cpu.set(
        Register.RFLAGS,
        (cpu.get(Register.RFLAGS) & ~RESTORED_FLAGS) | (image.getLong(FLAGS) & RESTORED_FLAGS));
  }
}
