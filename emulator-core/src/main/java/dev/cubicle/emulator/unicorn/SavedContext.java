package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** A {@code uc_context}: the processor state of an engine, without memory and without TLB. */
public final class SavedContext implements AutoCloseable {
  /** {@code uc_context} begins with the size of the processor structure that it holds. */
  private static final long SIZE_AT = 0;

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final long handle;
  private final long totalBytes;
  private boolean closed;

  /** {@code totalBytes}: of the structure with its data. */
  SavedContext(long handle, long totalBytes) {
    this.handle = handle;
    this.totalBytes = totalBytes;
    final long saved = MEMORY.get(JAVA_LONG, handle + SIZE_AT);
    if (saved <= 0 || saved >= totalBytes) {
      throw EngineInternals.unsupported();
    }
  }

  long handle() {
    return handle;
  }

  /** Bytes of the whole structure. */
  long totalBytes() {
    return totalBytes;
  }

  /** Has only the first {@code bytes} saved and restored from now on. */
  void shorten(long bytes) {
    MEMORY.set(JAVA_LONG, handle + SIZE_AT, bytes);
  }

  /** The word at {@code offset}; it need not be aligned. */
  long word(long offset) {
    return MEMORY.get(JAVA_LONG_UNALIGNED, handle + offset);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Engine.freeContext(handle);
    }
  }
}
