package dev.cubicle.emulator.machine;

/**
 * Recognises WRPKRU (0F 01 EF) and RDPKRU (0F 01 EE), which raise #UD in the engines because
 * CR4.PKE is clear there. A LOCK, 66, F2 or F3 prefix makes them invalid (SDM volume 2: "NP");
 * segment, address-size and REX prefixes are ignored.
 */
final class PkruInstruction {
  static final int NEITHER = 0;
  static final int WRITE = 0xef;
  static final int READ = 0xee;

  private static final int MAXIMUM_BYTES = 15;

  private final GuestCode code;
  private int length;

  PkruInstruction(GuestCode code) {
    this.code = code;
  }

  /** {@link #WRITE}, {@link #READ} or {@link #NEITHER} for the instruction at {@code rip}. */
  int decode(long rip) {
    final long word = code.wordAt(rip);
    if ((word & 0xfe_ffff) == 0xee_010f) {
      length = 3;
      return (int) (word >> 16) & 0xff;
    }
    return decodePrefixed(rip);
  }

  /** With prefixes, or at the end of a page. */
  private int decodePrefixed(long rip) {
    int prefixes = 0;
    while (prefixes < MAXIMUM_BYTES - 3 && harmlessPrefix(code.at(rip + prefixes))) {
      prefixes++;
    }
    length = prefixes + 3;
    if (code.at(rip + prefixes) != 0x0f || code.at(rip + prefixes + 1) != 0x01) {
      return NEITHER;
    }
    final int last = code.at(rip + prefixes + 2);
    return last == WRITE || last == READ ? last : NEITHER;
  }

  /** Bytes of the instruction that {@link #decode} recognised. */
  int length() {
    return length;
  }

  private static boolean harmlessPrefix(int value) {
    return switch (value) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x67 -> true;
      default -> (value & 0xf0) == 0x40;
    };
  }
}
