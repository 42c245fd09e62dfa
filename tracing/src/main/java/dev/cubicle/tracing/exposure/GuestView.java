package dev.cubicle.tracing.exposure;

import dev.cubicle.emulator.memory.ForwardedMemory;
import dev.cubicle.emulator.memory.PeekableMemory;

/** The memory of whichever guest is looked at: one at a probe, or one that has ended. */
final class GuestView extends ForwardedMemory {
  private PeekableMemory guest;

  void look(PeekableMemory at) {
    guest = at;
  }

  @Override
  protected PeekableMemory memory() {
    return guest;
  }
}
