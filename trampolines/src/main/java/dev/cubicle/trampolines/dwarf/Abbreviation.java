package dev.cubicle.trampolines.dwarf;

import java.util.HashMap;
import java.util.Map;

/**
 * The shape of debugging entries; DWARF 5, section 7.5.3.
 *
 * @param names of the attributes
 * @param forms of the attributes
 * @param constants values of those with DW_FORM_implicit_const
 */
record Abbreviation(int tag, boolean hasChildren, int[] names, int[] forms, long[] constants) {
  private static final int MOST_ATTRIBUTES = 256;

  /** Reads the table at {@code offset} of .debug_abbrev: abbreviations by code. */
  static Map<Long, Abbreviation> table(byte[] section, long offset, Budget budget)
      throws DwarfException {
    Cursor cursor = new Cursor(section, offset);
    Map<Long, Abbreviation> table = new HashMap<>();
    for (long code = cursor.uleb(); code != 0; code = cursor.uleb()) {
      table.put(code, read(cursor, budget));
    }
    return table;
  }

  private static Abbreviation read(Cursor cursor, Budget budget) throws DwarfException {
    int tag = cursor.small();
    boolean hasChildren = cursor.u8() != 0;
    int[] names = new int[MOST_ATTRIBUTES];
    int[] forms = new int[MOST_ATTRIBUTES];
    long[] constants = new long[MOST_ATTRIBUTES];
    int count = 0;
    while (true) {
      int name = cursor.small();
      int form = cursor.small();
      long constant = form == Form.IMPLICIT_CONST ? cursor.sleb() : 0;
      if (name == 0 && form == 0) {
        budget.spend(count + 1L);
        return new Abbreviation(
            tag,
            hasChildren,
            java.util.Arrays.copyOf(names, count),
            java.util.Arrays.copyOf(forms, count),
            java.util.Arrays.copyOf(constants, count));
      }
      if (count == MOST_ATTRIBUTES) {
        throw new DwarfException("an entry with more than " + MOST_ATTRIBUTES + " attributes");
      }
      names[count] = name;
      forms[count] = form;
      constants[count++] = constant;
    }
  }
}
