package dev.cubicle.emulator.unicorn;

/** A {@code uc_context}: the processor state of an engine, without memory and without TLB. */
public final class SavedContext implements AutoCloseable {
  private final long handle;
  private boolean closed;

  SavedContext(long handle) {
    this.handle = handle;
  }

  long handle() {
    return handle;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Engine.freeContext(handle);
    }
  }
}
