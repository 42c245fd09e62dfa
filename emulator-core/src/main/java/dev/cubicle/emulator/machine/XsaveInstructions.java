package dev.cubicle.emulator.machine;

import dev.cubicle.mpk.AccessKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * XSAVE, XRSTOR (standard format) and XGETBV, which raise #UD in the engines because CR4.OSXSAVE is
 * clear there: Unicorn would load and store a PKRU of its own. XRSTOR can change PKRU, so it is a
 * hand-off like WRPKRU. Source: SDM volume 1, sections 13.7 and 13.8.
 */
final class XsaveInstructions {
  private static final int X87 = 1;
  private static final int SSE = 1 << 1;
  private static final int PKRU = 1 << 9;

  private static final int HEADER = 512;
  private static final int HEADER_BYTES = 64;
  private static final int STANDARD_BYTES = HEADER + HEADER_BYTES;
  private static final int MXCSR = 24;
  private static final int XMM = 160;
  private static final int XMM_END = XMM + 16 * 16;
  private static final int AREA_BYTES = Cpuid.PKRU_OFFSET + Cpuid.PKRU_BYTES;

  private static final int INITIAL_CONTROL_WORD = 0x37f;
  private static final int MXCSR_RESERVED = 0xffff_0000;

  private final int xcr0;
  private final GuestCode code;
  private final Cpu cpu;
  private final UserAccess memory;
  private final MemoryOperand operand;
  private final byte[] area = new byte[AREA_BYTES];
  private final ByteBuffer fields = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
  private final byte[] current = new byte[Cpu.FXSAVE_BYTES];

  /**
   * @param xcr0 the state components that exist
   */
  XsaveInstructions(int xcr0, GuestCode code, Cpu cpu, UserAccess memory) {
    this.xcr0 = xcr0;
    this.code = code;
    this.cpu = cpu;
    this.memory = memory;
    this.operand = new MemoryOperand(code, cpu);
  }

  /**
   * Carries out the instruction at RIP if it is one of these.
   *
   * @return null when done, RIP moved on; otherwise what it raised, {@link Exit.InvalidInstruction}
   *     for every other instruction
   */
  Exit execute() {
    final long rip = cpu.get(Register.RIP);
    long at = rip;
    int rex = 0;
    long segmentBase = 0;
    for (int value = code.at(at); ; value = code.at(++at)) {
      if (value == 0x64 || value == 0x65) {
        segmentBase = cpu.get(value == 0x64 ? Register.FS_BASE : Register.GS_BASE);
      } else if ((value & 0xf0) == 0x40) {
        rex = value;
        at++;
        break;
      } else if (value != 0x2e && value != 0x36 && value != 0x3e && value != 0x26) {
        break;
      }
      if (at - rip > 10) {
        return Exit.InvalidInstruction.INSTANCE;
      }
    }
    if (code.at(at) != 0x0f) {
      return Exit.InvalidInstruction.INSTANCE;
    }
    final int opcode = code.at(at + 1);
    final int modrm = code.at(at + 2);
    if (opcode == 0x01 && modrm == 0xd0) {
      return getExtendedControl(at + 3);
    }
    if (opcode == 0x01 && modrm == 0xd1) {
      return Exit.Interrupt.GENERAL_PROTECTION;
    }
    final int operation = modrm >> 3 & 7;
    if (opcode != 0xae || modrm < 0 || modrm >> 6 == 3 || operation != 4 && operation != 5) {
      return Exit.InvalidInstruction.INSTANCE;
    }
    operand.decode(at + 2, rex);
    final long address = segmentBase + operand.address();
    final long next = at + 2 + operand.length();
    if (address % HEADER_BYTES != 0 || !UserAccess.canonical(address)) {
      return Exit.Interrupt.GENERAL_PROTECTION;
    }
    return operation == 4 ? save(address, next) : restore(address, next);
  }

  private Exit getExtendedControl(long next) {
    if ((int) cpu.get(Register.RCX) != 0) {
      return Exit.Interrupt.GENERAL_PROTECTION;
    }
    cpu.set(Register.RAX, xcr0);
    cpu.set(Register.RDX, 0);
    return done(next);
  }

  private Exit done(long next) {
    cpu.set(Register.RIP, next);
    return null;
  }

  /** RFBM: the components asked for that exist. EDX selects none that do. */
  private int requested() {
    return (int) cpu.get(Register.RAX) & xcr0;
  }

  private Exit save(long address, long next) {
    final int requested = requested();
    final int length = (requested & PKRU) != 0 ? AREA_BYTES : STANDARD_BYTES;
    final Exit.PageFault fault = memory.fault(address, length, AccessKind.WRITE, cpu.pkru());
    if (fault != null) {
      return fault;
    }
    memory.read(address, area, 0, length);
    cpu.saveFloatingPoint(current);
    if ((requested & X87) != 0) {
      System.arraycopy(current, 0, area, 0, MXCSR);
      System.arraycopy(current, 32, area, 32, XMM - 32);
    }
    if ((requested & SSE) != 0) {
      System.arraycopy(current, MXCSR, area, MXCSR, Long.BYTES);
      System.arraycopy(current, XMM, area, XMM, XMM_END - XMM);
    }
    final int pkru = cpu.pkru();
    if ((requested & PKRU) != 0) {
      fields.putLong(Cpuid.PKRU_OFFSET, pkru & 0xffff_ffffL);
    }
    // A component in its initial configuration is marked as such: PKRU's is 0.
    final int inUse = X87 | SSE | (pkru != 0 ? PKRU : 0);
    fields.putLong(HEADER, fields.getLong(HEADER) & ~requested | inUse & requested);
    memory.write(address, area, 0, length);
    return done(next);
  }

  private Exit restore(long address, long next) {
    final int requested = requested();
    Exit.PageFault fault = memory.fault(address, STANDARD_BYTES, AccessKind.READ, cpu.pkru());
    if (fault != null) {
      return fault;
    }
    memory.read(address, area, 0, STANDARD_BYTES);
    final long present = fields.getLong(HEADER);
    final boolean loadsPkru = (requested & PKRU) != 0 && (present & PKRU) != 0;
    if ((present & ~xcr0) != 0
        || fields.getLong(HEADER + 8) != 0
        || fields.getLong(HEADER + 16) != 0
        || (requested & SSE) != 0 && (fields.getInt(MXCSR) & MXCSR_RESERVED) != 0) {
      return Exit.Interrupt.GENERAL_PROTECTION;
    }
    if (loadsPkru) {
      fault =
          memory.fault(address + Cpuid.PKRU_OFFSET, Cpuid.PKRU_BYTES, AccessKind.READ, cpu.pkru());
      if (fault != null) {
        return fault;
      }
      memory.read(address + Cpuid.PKRU_OFFSET, area, Cpuid.PKRU_OFFSET, Cpuid.PKRU_BYTES);
    }
    loadFloatingPoint(requested, present);
    if ((requested & PKRU) != 0) {
      cpu.setPkru(loadsPkru ? fields.getInt(Cpuid.PKRU_OFFSET) : 0);
    }
    return done(next);
  }

  private void loadFloatingPoint(int requested, long present) {
    if ((requested & (X87 | SSE)) == 0) {
      return;
    }
    cpu.saveFloatingPoint(current);
    final ByteBuffer state = ByteBuffer.wrap(current).order(ByteOrder.LITTLE_ENDIAN);
    if ((requested & X87) != 0) {
      if ((present & X87) != 0) {
        System.arraycopy(area, 0, current, 0, MXCSR);
        System.arraycopy(area, 32, current, 32, XMM - 32);
      } else {
        Arrays.fill(current, 0, MXCSR, (byte) 0);
        Arrays.fill(current, 32, XMM, (byte) 0);
        state.putShort(0, (short) INITIAL_CONTROL_WORD);
      }
    }
    if ((requested & SSE) != 0) {
      // MXCSR comes from the area whether or not SSE state is marked present.
      state.putInt(MXCSR, fields.getInt(MXCSR));
      if ((present & SSE) != 0) {
        System.arraycopy(area, XMM, current, XMM, XMM_END - XMM);
      } else {
        Arrays.fill(current, XMM, XMM_END, (byte) 0);
      }
    }
    cpu.loadFloatingPoint(current);
  }
}
