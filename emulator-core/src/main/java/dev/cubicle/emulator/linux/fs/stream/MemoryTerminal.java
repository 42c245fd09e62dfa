package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.LinuxError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A terminal that exists in the guest's eyes only. It remembers the modes that it is set to, and
 * does nothing about them: what is typed at a pipe arrives as it was written.
 */
public final class MemoryTerminal implements Terminal {

  private static final Size SIZE = new Size(24, 80);

  private final Optional<Terminal> screen;
  private final byte[] modes = new byte[TERMIOS_BYTES];

  /** A terminal of 24 rows and 80 columns. */
  public MemoryTerminal() {
    this(Optional.empty());
  }

  /**
   * @param screen a terminal of the host on which output appears: what its size is taken from
   */
  MemoryTerminal(Optional<Terminal> screen) {
    this.screen = screen;
    // What a terminal is set to when it was just opened (tty_std_termios of the kernel).
    ByteBuffer.wrap(modes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x500)
        .putInt(0x5)
        .putInt(0xbf)
        .putInt(0x8a3b)
        .put((byte) 0)
        .put(new byte[] {3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22});
  }

  @Override
  public void attributes(byte[] termios) {
    System.arraycopy(modes, 0, termios, 0, TERMIOS_BYTES);
  }

  @Override
  public void setAttributes(int request, byte[] termios) {
    System.arraycopy(termios, 0, modes, 0, TERMIOS_BYTES);
  }

  @Override
  public Size size() throws LinuxError {
    return screen.isPresent() ? screen.get().size() : SIZE;
  }

  /** The host has nothing that was changed. */
  @Override
  public void restore() {}
}
