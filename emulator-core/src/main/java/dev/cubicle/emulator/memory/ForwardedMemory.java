package dev.cubicle.emulator.memory;

/** Guest memory that is looked at through somebody else's eyes. */
public abstract class ForwardedMemory implements PeekableMemory {

  /** Whose. */
  protected abstract PeekableMemory memory();

  @Override
  public final byte[] peek(long address, int length) {
    return memory().peek(address, length);
  }

  @Override
  public final long peekLong(long address) {
    return memory().peekLong(address);
  }

  @Override
  public final int peekInt(long address) {
    return memory().peekInt(address);
  }
}
