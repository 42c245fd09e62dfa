package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.LinuxError;

/**
 * The terminal that the guest runs on. Only what reads or sets its modes and size is passed on;
 * anything else (TIOCSTI above all, which types on the user's behalf) is not.
 */
public interface Terminal {

  /** Bytes of the kernel's {@code struct termios}. */
  int TERMIOS_BYTES = 36;

  /** Rows and columns. */
  record Size(int rows, int columns) {}

  /**
   * TCGETS.
   *
   * @param termios {@link #TERMIOS_BYTES} to fill
   */
  void attributes(byte[] termios) throws LinuxError;

  /**
   * @param request TCSETS, TCSETSW or TCSETSF
   */
  void setAttributes(int request, byte[] termios) throws LinuxError;

  Size size() throws LinuxError;

  /** Puts back the modes that were set before the guest first changed them. */
  void restore();
}
