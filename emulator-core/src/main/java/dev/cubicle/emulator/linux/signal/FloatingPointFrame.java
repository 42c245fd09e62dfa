package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.memory.UserMemory;
import dev.cubicle.mpk.Pkru;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The floating-point part of a signal frame: an XSAVE area in standard format for XCR0 = 0x203
 * (x87, SSE, PKRU), and the marks by which user programs find their way in it (SDM volume 1,
 * section 13.4; arch/x86/kernel/fpu/signal.c of Linux 6.12).
 */
final class FloatingPointFrame {

  /** State components that exist: x87 (bit 0), SSE (1), PKRU (9). */
  static final long FEATURES = 0x203;

  /** Where processors have the PKRU component (CPUID leaf 0xD, sub-leaf 9). */
  static final int PKRU_OFFSET = 2688;

  private static final int PKRU_BYTES = 8;

  /** Bytes of the XSAVE area. */
  static final int XSTATE_BYTES = PKRU_OFFSET + PKRU_BYTES;

  /** Bytes of the area and of the mark behind it. */
  static final int BYTES = XSTATE_BYTES + 4;

  private static final int ALIGNMENT = 64;
  private static final int MAGIC1 = 0x46505853;
  private static final int MAGIC2 = 0x46505845;

  private static final long X87 = 0x1;
  private static final long SSE = 0x2;
  private static final long PKRU = 0x200;

  private static final int MXCSR = 24;
  private static final int VALID_MXCSR = 0xffff;
  private static final int FXSAVE_WRITTEN = 416;
  private static final int SOFTWARE_BYTES = 464;
  private static final int HEADER = 512;
  private static final int HEADER_END = 576;

  private final Cpu cpu;
  private final ByteBuffer area = ByteBuffer.allocate(HEADER_END).order(ByteOrder.LITTLE_ENDIAN);
  private final byte[] initial = new byte[Cpu.FXSAVE_BYTES];

  FloatingPointFrame(Cpu cpu) {
    this.cpu = cpu;
    ByteBuffer.wrap(initial)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) 0x37f)
        .putInt(MXCSR, 0x1f80);
  }

  /** Where an area goes that must end at or below {@code stackPointer}. */
  static long place(long stackPointer) {
    return (stackPointer - BYTES) & -ALIGNMENT;
  }

  /**
   * Stores the current state. The caller decides under which PKRU. PKRU always counts as in use:
   * the SDM allows it, and it keeps the field effective on sigreturn.
   *
   * @throws dev.cubicle.emulator.memory.BadAddressException if the guest could not write there
   */
  void store(UserMemory memory, long address) {
    cpu.saveFloatingPoint(area.array());
    memory.write(address, area.array(), 0, FXSAVE_WRITTEN);
    for (int i = SOFTWARE_BYTES; i < HEADER_END; i += Long.BYTES) {
      area.putLong(i, 0);
    }
    area.putInt(SOFTWARE_BYTES, MAGIC1)
        .putInt(SOFTWARE_BYTES + 4, BYTES)
        .putLong(SOFTWARE_BYTES + 8, FEATURES)
        .putInt(SOFTWARE_BYTES + 16, XSTATE_BYTES)
        .putLong(HEADER, FEATURES);
    memory.write(
        address + SOFTWARE_BYTES, area.array(), SOFTWARE_BYTES, HEADER_END - SOFTWARE_BYTES);
    memory.writeLong(address + PKRU_OFFSET, Integer.toUnsignedLong(cpu.pkru()));
    memory.writeInt(address + XSTATE_BYTES, MAGIC2);
  }

  /** What a handler starts with, and a thread whose frame was bad (fpu__clear_user_states). */
  void reset() {
    cpu.resetExtendedState(Pkru.LINUX_INITIAL);
  }

  /**
   * Loads the state at {@code address}; 0 stands for the initial state. Components that the frame
   * does not hold get the value the processor initialises them with: for PKRU that is 0, all keys
   * open.
   *
   * @return false for a frame that the processor or Linux would refuse; nothing is loaded then
   * @throws dev.cubicle.emulator.memory.BadAddressException if the guest could not read there
   */
  boolean load(UserMemory memory, long address) {
    if (address == 0) {
      reset();
      return true;
    }
    memory.read(address, area.array(), 0, HEADER);
    final long requested = requestedFeatures(memory, address);
    final boolean legacy = requested == 0;
    if ((address & (legacy ? 15 : ALIGNMENT - 1)) != 0) {
      return false;
    }
    if (legacy) {
      return loadLegacy();
    }
    memory.read(address + HEADER, area.array(), HEADER, HEADER_END - HEADER);
    final long present = area.getLong(HEADER);
    final boolean compacted = area.getLong(HEADER + 8) != 0;
    if ((present & ~FEATURES) != 0 || compacted || area.getLong(HEADER + 16) != 0) {
      return false;
    }
    final long features = requested & FEATURES;
    final boolean loadsMxcsr = (features & SSE) != 0;
    if (loadsMxcsr && (area.getInt(MXCSR) & ~VALID_MXCSR) != 0) {
      return false;
    }
    final int pkru = (features & present & PKRU) != 0 ? memory.readInt(address + PKRU_OFFSET) : 0;
    if ((features & present & X87) == 0) {
      // FXSAVE image: x87 in bytes 0-23 and 32-159, SSE in 24-31 and 160-415.
      System.arraycopy(initial, 0, area.array(), 0, MXCSR);
      System.arraycopy(initial, 32, area.array(), 32, 128);
    }
    if (!loadsMxcsr) {
      System.arraycopy(initial, MXCSR, area.array(), MXCSR, 8);
    }
    if ((features & present & SSE) == 0) {
      System.arraycopy(initial, 160, area.array(), 160, 256);
    }
    cpu.loadFloatingPoint(area.array());
    cpu.setPkru(pkru);
    return true;
  }

  /** FXRSTOR instead of XRSTOR: the frame has no valid marks. */
  private boolean loadLegacy() {
    if ((area.getInt(MXCSR) & ~VALID_MXCSR) != 0) {
      return false;
    }
    cpu.loadFloatingPoint(area.array());
    cpu.setPkru(0);
    return true;
  }

  /**
   * The features the marks promise (check_xstate_in_sigframe); 0 when the marks are not there and
   * only the FXSAVE image may be believed. A frame may promise nothing useful, hence the extra bit.
   */
  private long requestedFeatures(UserMemory memory, long address) {
    final long size = Integer.toUnsignedLong(area.getInt(SOFTWARE_BYTES + 16));
    final long extendedSize = Integer.toUnsignedLong(area.getInt(SOFTWARE_BYTES + 4));
    if (area.getInt(SOFTWARE_BYTES) != MAGIC1
        || size < HEADER_END
        || size > XSTATE_BYTES
        || size > extendedSize
        || memory.readInt(address + size) != MAGIC2) {
      return 0;
    }
    return area.getLong(SOFTWARE_BYTES + 8) | Long.MIN_VALUE;
  }
}
