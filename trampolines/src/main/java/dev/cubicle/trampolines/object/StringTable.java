package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * NUL-terminated strings. What is read in total is bounded by a multiple of the table's size, since
 * a table of n bytes holds n strings of n/2 bytes on average for someone who wishes us ill.
 */
final class StringTable {
  private static final int SPARE = 1 << 20;
  private static final int SHARING = 4;

  private final ElfBytes file;
  private final ByteBuffer bytes;
  private final String what;
  private final Map<Integer, String> known = new HashMap<>();
  private long budget;

  StringTable(ElfBytes file, ByteBuffer bytes, String what) {
    this.file = file;
    this.bytes = bytes;
    this.what = what;
    budget = (long) SHARING * bytes.limit() + SPARE;
  }

  String at(long offset) throws BadInputException {
    if (offset == 0 && bytes.limit() == 0) {
      return "";
    }
    if (offset < 0 || offset >= bytes.limit()) {
      throw file.bad("a name lies outside the %s table (offset 0x%x)", what, offset);
    }
    String name = known.get((int) offset);
    if (name == null) {
      name = read((int) offset);
      known.put((int) offset, name);
    }
    return name;
  }

  private String read(int offset) throws BadInputException {
    int end = offset;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    if (end == bytes.limit()) {
      throw file.bad("the %s table does not end in a NUL byte", what);
    }
    budget -= end - offset;
    if (budget < 0) {
      throw file.bad("the names in the %s table overlap beyond reason", what);
    }
    byte[] text = new byte[end - offset];
    bytes.get(offset, text);
    // Names are bytes; Latin-1 keeps every one of them through reading and writing.
    return new String(text, StandardCharsets.ISO_8859_1);
  }
}
