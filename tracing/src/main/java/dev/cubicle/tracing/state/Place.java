package dev.cubicle.tracing.state;

import java.util.Optional;

/**
 * What an address is part of.
 *
 * @param part of its owner
 * @param owner the cubicle it belongs to; 0 for what is the monitor's, everybody's or nobody's
 * @param symbol the function or variable that holds the address
 * @param thread whose stack or thread-local data it is, by number; −1 if it is neither
 * @param origin where the call returned to that took the page from the pool; 0 if unknown
 */
public record Place(Part part, int owner, Optional<Variable> symbol, int thread, long origin) {

  /**
   * @param size bytes; 0 if unknown
   * @param offset of the address in it
   */
  public record Variable(String name, long address, long size, long offset) {
    @Override
    public String toString() {
      return offset == 0 ? name : "%s+0x%x".formatted(name, offset);
    }
  }

  /** The parts of a cubicle, and what is no cubicle's. */
  public enum Part {
    CODE("code"),
    DATA("data"),
    CONSTANTS("constants"),
    HEAP("heap"),
    STACK("stack"),
    THREAD_LOCAL("thread-local"),
    GUARD("guard page"),
    MONITOR("tables and stacks of the monitor"),
    FREE("free page of the pool"),
    NOTHING("nothing");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    /** As a policy's {@code part} calls it, where it can. */
    public String words() {
      return words;
    }
  }
}
