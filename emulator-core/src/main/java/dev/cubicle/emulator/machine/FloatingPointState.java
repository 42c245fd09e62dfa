package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.X86;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * x87 and SSE state as an FXSAVE64 image (SDM volume 1, section 10.5.1). Last instruction and data
 * pointers are stored as zero: the engine does not keep them.
 */
final class FloatingPointState {
  private static final int X87_REGISTERS = 8;
  private static final int XMM_REGISTERS = 16;
  private static final int CONTROL_SLOT = 0;
  private static final int STATUS_SLOT = 1;
  private static final int TAG_SLOT = 2;
  private static final int MXCSR_SLOT = 3;
  private static final int X87_SLOT = 4;
  private static final int XMM_SLOT = X87_SLOT + X87_REGISTERS;

  private static final int MXCSR_OFFSET = 24;
  private static final int MXCSR_MASK_OFFSET = 28;
  private static final int X87_OFFSET = 32;
  private static final int XMM_OFFSET = 160;

  /** All MXCSR bits that exist, DAZ included. */
  private static final int MXCSR_MASK = 0xffff;

  private static final int EMPTY = 3;

  /** All x87 exceptions masked, 64-bit mantissa, round to nearest. */
  private static final short INITIAL_CONTROL_WORD = 0x37f;

  /** All SSE exceptions masked, round to nearest. */
  private static final int INITIAL_MXCSR = 0x1f80;

  private final RegisterBatch registers;

  FloatingPointState(Arena arena) {
    final int[] numbers = new int[XMM_SLOT + XMM_REGISTERS];
    numbers[CONTROL_SLOT] = X86.FPCW;
    numbers[STATUS_SLOT] = X86.FPSW;
    numbers[TAG_SLOT] = X86.FPTAG;
    numbers[MXCSR_SLOT] = X86.MXCSR;
    for (int i = 0; i < X87_REGISTERS; i++) {
      numbers[X87_SLOT + i] = X86.FP0 + i;
    }
    for (int i = 0; i < XMM_REGISTERS; i++) {
      numbers[XMM_SLOT + i] = X86.XMM0 + i;
    }
    this.registers = new RegisterBatch(arena, numbers);
  }

  /** The state after FNINIT and with MXCSR at its reset value, as Linux starts a program. */
  void reset(Engine engine) {
    final byte[] area = new byte[Cpu.FXSAVE_BYTES];
    final ByteBuffer image = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
    image.putShort(0, INITIAL_CONTROL_WORD);
    image.putInt(MXCSR_OFFSET, INITIAL_MXCSR);
    load(engine, area);
  }

  void save(Engine engine, byte[] area) {
    engine.read(registers);
    final ByteBuffer image = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
    final int status = (int) registers.get(STATUS_SLOT) & 0xffff;
    image.putShort(0, (short) registers.get(CONTROL_SLOT));
    image.putShort(2, (short) status);
    image.put(4, abridgedTags((int) registers.get(TAG_SLOT)));
    image.put(5, (byte) 0);
    image.putShort(6, (short) 0);
    image.putLong(8, 0);
    image.putLong(16, 0);
    image.putInt(MXCSR_OFFSET, (int) registers.get(MXCSR_SLOT));
    image.putInt(MXCSR_MASK_OFFSET, MXCSR_MASK);
    for (int i = 0; i < X87_REGISTERS; i++) {
      final int slot = X87_SLOT + physical(status, i);
      image.putLong(X87_OFFSET + 16 * i, registers.get(slot));
      image.putLong(X87_OFFSET + 16 * i + 8, registers.high(slot) & 0xffff);
    }
    for (int i = 0; i < XMM_REGISTERS; i++) {
      image.putLong(XMM_OFFSET + 16 * i, registers.get(XMM_SLOT + i));
      image.putLong(XMM_OFFSET + 16 * i + 8, registers.high(XMM_SLOT + i));
    }
    image.position(0);
  }

  void load(Engine engine, byte[] area) {
    final ByteBuffer image = ByteBuffer.wrap(area).order(ByteOrder.LITTLE_ENDIAN);
    final int status = image.getShort(2) & 0xffff;
    registers.set(CONTROL_SLOT, image.getShort(0) & 0xffff);
    registers.set(STATUS_SLOT, status);
    registers.set(TAG_SLOT, fullTags(image.get(4)));
    registers.set(MXCSR_SLOT, image.getInt(MXCSR_OFFSET) & MXCSR_MASK);
    for (int i = 0; i < X87_REGISTERS; i++) {
      final int slot = X87_SLOT + physical(status, i);
      registers.set(slot, image.getLong(X87_OFFSET + 16 * i));
      registers.setHigh(slot, image.getLong(X87_OFFSET + 16 * i + 8) & 0xffff);
    }
    for (int i = 0; i < XMM_REGISTERS; i++) {
      registers.set(XMM_SLOT + i, image.getLong(XMM_OFFSET + 16 * i));
      registers.setHigh(XMM_SLOT + i, image.getLong(XMM_OFFSET + 16 * i + 8));
    }
    engine.write(registers);
  }

  /** The image holds ST(i), the engine physical registers; TOP is bits 13:11 of the status word. */
  private static int physical(int status, int stackIndex) {
    return ((status >>> 11) + stackIndex) & 7;
  }

  /** Two bits a register, 3 is empty, to one bit a register, 1 is used. */
  private static byte abridgedTags(int full) {
    int abridged = 0;
    for (int i = 0; i < X87_REGISTERS; i++) {
      if ((full >>> 2 * i & EMPTY) != EMPTY) {
        abridged |= 1 << i;
      }
    }
    return (byte) abridged;
  }

  private static int fullTags(byte abridged) {
    int full = 0;
    for (int i = 0; i < X87_REGISTERS; i++) {
      if ((abridged >>> i & 1) == 0) {
        full |= EMPTY << 2 * i;
      }
    }
    return full;
  }
}
