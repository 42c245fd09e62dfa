package dev.cubicle.tracing.exposure;

import dev.cubicle.emulator.memory.PeekableMemory;

/** The memory of whichever guest is looked at: one at a probe, or one that has ended. */
final class GuestView implements PeekableMemory {
  private PeekableMemory guest;

  void look(PeekableMemory at) {
    guest = at;
  }

  @Override
  public byte[] peek(long address, int length) {
    return guest.peek(address, length);
  }

  @Override
  public long peekLong(long address) {
    return guest.peekLong(address);
  }

  @Override
  public int peekInt(long address) {
    return guest.peekInt(address);
  }
}
