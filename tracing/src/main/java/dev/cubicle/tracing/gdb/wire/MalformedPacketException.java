package dev.cubicle.tracing.gdb.wire;

/** A packet that does not say what it should. */
public final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedPacketException(String message) {
    super(message);
  }
}
