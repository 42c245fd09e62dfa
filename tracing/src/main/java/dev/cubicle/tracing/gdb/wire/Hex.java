package dev.cubicle.tracing.gdb.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Numbers and bytes as the protocol writes them. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /** Two digits a byte. */
  public static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /** Two digits a byte, of UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The reverse of {@link #of(byte[])}.
   *
   * @throws MalformedPacketException if it is not hexadecimal
   */
  public static byte[] bytes(String digits) throws MalformedPacketException {
    try {
      return FORMAT.parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new MalformedPacketException("hexadecimal digits expected");
    }
  }

  /**
   * A number of up to 64 bits, most significant digit first.
   *
   * @throws MalformedPacketException if it is none
   */
  public static long number(String digits) throws MalformedPacketException {
    if (digits.isEmpty() || digits.length() > 16) {
      throw new MalformedPacketException("a number expected");
    }
    try {
      return Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException e) {
      throw new MalformedPacketException("a number expected");
    }
  }

  /**
   * A number from 0 to {@code maximum}.
   *
   * @throws MalformedPacketException if it is none
   */
  public static int number(String digits, int maximum) throws MalformedPacketException {
    final long value = number(digits);
    if (value < 0 || value > maximum) {
      throw new MalformedPacketException("a smaller number expected");
    }
    return (int) value;
  }
}
