package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.Resolution;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns what the processor could not do into the signal that Linux sends for it
 * (arch/x86/kernel/traps.c, arch/x86/mm/fault.c). There is no 32-bit entry: INT 0x80 is SIGSEGV, as
 * on a kernel without IA32 emulation.
 */
public final class FaultSignals {

  private static final int SEGV_MAPERR = 1;
  private static final int SEGV_ACCERR = 2;
  private static final int SEGV_PKUERR = 4;
  private static final int BUS_ADRALN = 1;
  private static final int BUS_ADRERR = 2;
  private static final int ILL_ILLOPN = 2;
  private static final int TRAP_TRACE = 2;
  private static final int FPE_INTDIV = 1;
  private static final int FPE_FLTDIV = 3;
  private static final int FPE_FLTOVF = 4;
  private static final int FPE_FLTUND = 5;
  private static final int FPE_FLTRES = 6;
  private static final int FPE_FLTINV = 7;

  private static final int DIVIDE_ERROR = 0;
  private static final int DEBUG = 1;
  private static final int BREAKPOINT = 3;
  private static final int OVERFLOW = 4;
  private static final int INVALID_OPCODE = 6;
  private static final int SEGMENT_NOT_PRESENT = 11;
  private static final int STACK_FAULT = 12;
  private static final int GENERAL_PROTECTION = 13;
  private static final int X87_ERROR = 16;
  private static final int ALIGNMENT_CHECK = 17;
  private static final int SIMD_ERROR = 19;

  private static final int ERROR_PRESENT = 1;
  private static final int ERROR_USER = 4;

  /** In the error code of #GP: the selector is an IDT entry (SDM volume 3A, section 6.13). */
  private static final int ERROR_IDT = 2;

  private static final int INT_BYTES = 2;
  private static final int STATUS_WORD = 2;
  private static final int MXCSR = 24;

  /** Where a canonical address has all bits alike (48-bit linear addresses). */
  private static final int CANONICAL_SHIFT = 47;

  private final Cpu cpu;
  private final ProcessSignals signals;
  private final ByteBuffer floatingPoint =
      ByteBuffer.allocate(Cpu.FXSAVE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  public FaultSignals(Cpu cpu, ProcessSignals signals) {
    this.cpu = cpu;
    this.signals = signals;
  }

  /** Whether an address is canonical: any other raises #GP instead of #PF. */
  public static boolean canonical(long address) {
    final long top = address >> CANONICAL_SHIFT;
    return top == 0 || top == -1;
  }

  /**
   * A page fault that memory management refused for {@code reason}.
   *
   * @param key the key of the mapping at the address, present or not
   */
  public void pageFault(Task task, Exit.PageFault fault, Resolution reason, int key) {
    final long address = fault.address();
    if (!canonical(address)) {
      kernelSignal(task, SignalNumber.SIGSEGV, GENERAL_PROTECTION, 0);
      return;
    }
    // The kernel's half looks present to the guest, so that nothing can be learned about it.
    final int hidden = address < 0 ? ERROR_PRESENT : 0;
    task.signals().recordPageFault(address, fault.errorCode() | ERROR_USER | hidden);
    signals.force(
        task,
        switch (reason) {
          case SEGV_ACCERR -> SignalInfo.fault(SignalNumber.SIGSEGV, SEGV_ACCERR, address);
          case SEGV_PKUERR -> SignalInfo.keyFault(SEGV_PKUERR, address, key);
          case BUS_ADRERR -> SignalInfo.fault(SignalNumber.SIGBUS, BUS_ADRERR, address);
          case SEGV_MAPERR, PAGED_IN, OUT_OF_MEMORY ->
              SignalInfo.fault(SignalNumber.SIGSEGV, SEGV_MAPERR, address);
        });
  }

  /** #UD. */
  public void invalidInstruction(Task task) {
    fault(task, SignalNumber.SIGILL, ILL_ILLOPN, INVALID_OPCODE);
  }

  /** Any other exception, and INT n. */
  public void interrupt(Task task, Exit.Interrupt interrupt) {
    if (interrupt.software()) {
      softwareInterrupt(task, interrupt.vector());
      return;
    }
    switch (interrupt.vector()) {
      case DIVIDE_ERROR -> fault(task, SignalNumber.SIGFPE, FPE_INTDIV, DIVIDE_ERROR);
      case DEBUG -> fault(task, SignalNumber.SIGTRAP, TRAP_TRACE, DEBUG);
      case BREAKPOINT -> kernelSignal(task, SignalNumber.SIGTRAP, BREAKPOINT, 0);
      case SEGMENT_NOT_PRESENT, STACK_FAULT ->
          kernelSignal(task, SignalNumber.SIGBUS, interrupt.vector(), 0);
      case X87_ERROR, SIMD_ERROR -> mathError(task, interrupt.vector());
      case ALIGNMENT_CHECK -> {
        task.signals().recordTrap(ALIGNMENT_CHECK, 0);
        signals.force(task, SignalInfo.fault(SignalNumber.SIGBUS, BUS_ADRALN, 0));
      }
      default -> kernelSignal(task, SignalNumber.SIGSEGV, interrupt.vector(), 0);
    }
  }

  /**
   * INT n, n not 3: of Linux's gates 4 is open to users, all others raise #GP at the instruction.
   */
  private void softwareInterrupt(Task task, int vector) {
    if (vector == OVERFLOW) {
      // A trap: it reports the next instruction.
      cpu.set(Register.RIP, cpu.get(Register.RIP) + INT_BYTES);
      kernelSignal(task, SignalNumber.SIGSEGV, OVERFLOW, 0);
    } else {
      kernelSignal(task, SignalNumber.SIGSEGV, GENERAL_PROTECTION, vector << 3 | ERROR_IDT);
    }
  }

  private void mathError(Task task, int vector) {
    cpu.saveFloatingPoint(floatingPoint.array());
    final int raised;
    if (vector == X87_ERROR) {
      raised = floatingPoint.getShort(STATUS_WORD) & ~floatingPoint.getShort(0);
    } else {
      final int mxcsr = floatingPoint.getInt(MXCSR);
      raised = mxcsr & ~(mxcsr >> 7);
    }
    final int code;
    if ((raised & 0x01) != 0) {
      code = FPE_FLTINV;
    } else if ((raised & 0x04) != 0) {
      code = FPE_FLTDIV;
    } else if ((raised & 0x08) != 0) {
      code = FPE_FLTOVF;
    } else if ((raised & 0x12) != 0) {
      code = FPE_FLTUND;
    } else if ((raised & 0x20) != 0) {
      code = FPE_FLTRES;
    } else {
      // Nothing unmasked is raised: Linux lets the instruction run again.
      return;
    }
    fault(task, SignalNumber.SIGFPE, code, vector);
  }

  /** A fault whose address is that of the instruction. */
  private void fault(Task task, int signal, int code, int vector) {
    task.signals().recordTrap(vector, 0);
    signals.force(task, SignalInfo.fault(signal, code, cpu.get(Register.RIP)));
  }

  /** SI_KERNEL without an address. */
  private void kernelSignal(Task task, int signal, int vector, int error) {
    task.signals().recordTrap(vector, error);
    signals.force(task, SignalInfo.kernel(signal));
  }
}
