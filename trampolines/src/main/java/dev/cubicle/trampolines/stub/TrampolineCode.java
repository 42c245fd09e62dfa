package dev.cubicle.trampolines.stub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of trampolines: docs/image.md, "Calls". All of them lie between {@code
 * cubicle_trampolines_start} and {@code _end}, one per slot of {@link #SLOT} bytes that starts at a
 * multiple of {@link #SLOT}; what a trampoline leaves of its slot is INT3. The slots are in the
 * order of the function table, and where a function has both kinds, the call trampoline comes
 * first.
 */
public final class TrampolineCode {
  /** Bytes from one trampoline to the next, and their alignment. */
  public static final int SLOT = 32;

  /** Bytes of code in a call trampoline. */
  public static final int CALL_SIZE = 11;

  /** Bytes of code in a pointer trampoline. */
  public static final int POINTER_SIZE = 26;

  /** INT3. */
  private static final byte FILL = (byte) 0xCC;

  private TrampolineCode() {}

  /**
   * The slot of the call trampoline {@code cubicle.call.NAME}.
   *
   * @param address of the slot
   * @param index row of the function table
   * @param gate address of cubicle_gate_call, less than 2 GiB away
   * @throws IllegalArgumentException if the gate is out of reach
   */
  public static byte[] call(long address, int index, long gate) {
    ByteBuffer slot = slot();
    jumpToGate(slot, address, index, gate);
    return slot.array();
  }

  /**
   * The slot of the pointer trampoline {@code cubicle.pointer.NAME}.
   *
   * @param address of the slot
   * @param owner number of the function's cubicle
   * @param function address of the function, less than 2 GiB away
   * @param index row of the function table
   * @param gate address of cubicle_gate_call, less than 2 GiB away
   * @throws IllegalArgumentException if the function or the gate is out of reach
   */
  public static byte[] pointer(long address, int owner, long function, int index, long gate) {
    ByteBuffer slot = slot();
    slot.put((byte) 0x65)
        .put((byte) 0x81)
        .put((byte) 0x3C)
        .put((byte) 0x25); // cmpl imm32, gs:disp32
    slot.putInt(0x10).putInt(owner);
    slot.put((byte) 0x0F).put((byte) 0x84); // je rel32
    slot.putInt(relative(address + slot.position() + Integer.BYTES, function));
    jumpToGate(slot, address, index, gate);
    return slot.array();
  }

  private static void jumpToGate(ByteBuffer slot, long address, int index, long gate) {
    slot.put((byte) 0x41).put((byte) 0xBB).putInt(index); // mov imm32, %r11d
    slot.put((byte) 0xE9); // jmp rel32
    slot.putInt(relative(address + slot.position() + Integer.BYTES, gate));
  }

  private static ByteBuffer slot() {
    byte[] bytes = new byte[SLOT];
    Arrays.fill(bytes, FILL);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int relative(long next, long target) {
    long distance = target - next;
    if (distance != (int) distance) {
      throw new IllegalArgumentException(
          "further than 2 GiB: %#x from %#x".formatted(target, next));
    }
    return (int) distance;
  }
}
