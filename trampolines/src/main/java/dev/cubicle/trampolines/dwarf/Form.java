package dev.cubicle.trampolines.dwarf;

/** How attributes' values are stored; DWARF 5, section 7.5.6. */
final class Form {
  static final int ADDR = 0x01;
  static final int BLOCK2 = 0x03;
  static final int BLOCK4 = 0x04;
  static final int DATA2 = 0x05;
  static final int DATA4 = 0x06;
  static final int DATA8 = 0x07;
  static final int STRING = 0x08;
  static final int BLOCK = 0x09;
  static final int BLOCK1 = 0x0a;
  static final int DATA1 = 0x0b;
  static final int FLAG = 0x0c;
  static final int SDATA = 0x0d;
  static final int STRP = 0x0e;
  static final int UDATA = 0x0f;
  static final int REF_ADDR = 0x10;
  static final int REF1 = 0x11;
  static final int REF2 = 0x12;
  static final int REF4 = 0x13;
  static final int REF8 = 0x14;
  static final int REF_UDATA = 0x15;
  static final int INDIRECT = 0x16;
  static final int SEC_OFFSET = 0x17;
  static final int EXPRLOC = 0x18;
  static final int FLAG_PRESENT = 0x19;
  static final int STRX = 0x1a;
  static final int ADDRX = 0x1b;
  static final int REF_SUP4 = 0x1c;
  static final int STRP_SUP = 0x1d;
  static final int DATA16 = 0x1e;
  static final int LINE_STRP = 0x1f;
  static final int REF_SIG8 = 0x20;
  static final int IMPLICIT_CONST = 0x21;
  static final int LOCLISTX = 0x22;
  static final int RNGLISTX = 0x23;
  static final int REF_SUP8 = 0x24;
  static final int STRX1 = 0x25;
  static final int STRX2 = 0x26;
  static final int STRX3 = 0x27;
  static final int STRX4 = 0x28;
  static final int ADDRX1 = 0x29;
  static final int ADDRX2 = 0x2a;
  static final int ADDRX3 = 0x2b;
  static final int ADDRX4 = 0x2c;
  static final int GNU_REF_ALT = 0x1f20;
  static final int GNU_STRP_ALT = 0x1f21;

  private Form() {}

  /**
   * Reads or steps over a value.
   *
   * @return a constant, a flag, an offset, an index or a signature; for references an offset in the
   *     section; for strings, blocks and addresses in place the position of their bytes
   */
  static long read(int form, long constant, Cursor cursor, DwarfUnit unit) throws DwarfException {
    int position = cursor.position();
    switch (form) {
      case ADDR -> cursor.skip(unit.addressSize());
      case STRING -> cursor.skipString();
      case BLOCK1 -> cursor.skip(cursor.u8());
      case BLOCK2 -> cursor.skip(cursor.u16());
      case BLOCK4 -> cursor.skip(cursor.fixed(4));
      case BLOCK, EXPRLOC -> cursor.skip(cursor.uleb());
      case DATA16 -> cursor.skip(16);
      default -> {
        return scalar(form, constant, cursor, unit);
      }
    }
    return position;
  }

  private static long scalar(int form, long constant, Cursor cursor, DwarfUnit unit)
      throws DwarfException {
    return switch (form) {
      case DATA1, FLAG, STRX1, ADDRX1 -> cursor.u8();
      case DATA2, STRX2, ADDRX2 -> cursor.u16();
      case STRX3, ADDRX3 -> cursor.fixed(3);
      case DATA4, STRX4, ADDRX4, REF_SUP4 -> cursor.fixed(4);
      case DATA8, REF_SIG8, REF_SUP8 -> cursor.fixed(8);
      case SDATA -> cursor.sleb();
      case UDATA, STRX, ADDRX, LOCLISTX, RNGLISTX -> cursor.uleb();
      case STRP, LINE_STRP, SEC_OFFSET, STRP_SUP, REF_ADDR, GNU_REF_ALT, GNU_STRP_ALT ->
          cursor.fixed(unit.offsetSize());
      case REF1 -> unit.start() + cursor.u8();
      case REF2 -> unit.start() + cursor.u16();
      case REF4 -> unit.start() + cursor.fixed(4);
      case REF8 -> unit.start() + cursor.fixed(8);
      case REF_UDATA -> unit.start() + cursor.uleb();
      case FLAG_PRESENT -> 1;
      case IMPLICIT_CONST -> constant;
      default -> throw new DwarfException("an attribute of unknown form 0x%x".formatted(form));
    };
  }

  static boolean isReference(int form) {
    return switch (form) {
      case REF1, REF2, REF4, REF8, REF_UDATA, REF_ADDR -> true;
      default -> false;
    };
  }

  static boolean isConstant(int form) {
    return switch (form) {
      case DATA1, DATA2, DATA4, DATA8, SDATA, UDATA, IMPLICIT_CONST -> true;
      default -> false;
    };
  }

  static boolean isAddressIndex(int form) {
    return switch (form) {
      case ADDRX, ADDRX1, ADDRX2, ADDRX3, ADDRX4 -> true;
      default -> false;
    };
  }

  static boolean isStringIndex(int form) {
    return switch (form) {
      case STRX, STRX1, STRX2, STRX3, STRX4 -> true;
      default -> false;
    };
  }
}
