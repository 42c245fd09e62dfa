package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/**
 * The contents of a debugging section: inflated, with relocations applied as if every section began
 * at 0.
 */
final class DebugSection {
  private static final int LARGEST = 1 << 29;
  private static final int HEADER_SIZE = 24;
  private static final int OLD_HEADER_SIZE = 12;
  private static final int TYPE_ZLIB = 1;
  private static final int MOST_INFLATION = 1100;

  private final byte[] bytes;
  private final Map<Integer, Relocation> relocations = new HashMap<>();

  private DebugSection(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A section that an object does not have. */
  static DebugSection empty() {
    return new DebugSection(new byte[0]);
  }

  static DebugSection of(ObjectFile object, Section section) throws DwarfException {
    DebugSection result = new DebugSection(inflated(section));
    result.apply(object.relocations(section));
    return result;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The relocation of the field there. */
  Optional<Relocation> relocation(long offset) {
    return Optional.ofNullable(relocations.get((int) offset));
  }

  private void apply(List<Relocation> list) throws DwarfException {
    for (Relocation relocation : list) {
      int size = relocation.type().fieldSize();
      if (relocation.offset() > bytes.length - size) {
        throw new DwarfException("a relocation outside its section");
      }
      int at = (int) relocation.offset();
      relocations.put(at, relocation);
      if (relocation.type().isAbsolute()) {
        long value = relocation.symbol().value() + relocation.addend();
        for (int i = 0; i < size; i++) {
          bytes[at + i] = (byte) (value >> 8 * i);
        }
      }
    }
  }

  private static byte[] inflated(Section section) throws DwarfException {
    byte[] contents = section.bytes();
    if (section.has(Section.SHF_COMPRESSED)) {
      Cursor cursor = new Cursor(contents, 0);
      long type = cursor.fixed(4);
      cursor.skip(4);
      long size = cursor.fixed(8);
      if (type != TYPE_ZLIB) {
        throw new DwarfException("compressed otherwise than with zlib: decompress it with objcopy");
      }
      cursor.skip(8);
      return inflate(contents, HEADER_SIZE, size);
    }
    if (section.name().startsWith(".zdebug_")) {
      Cursor cursor = new Cursor(contents, 4);
      return inflate(contents, OLD_HEADER_SIZE, Long.reverseBytes(cursor.fixed(8)));
    }
    return contents;
  }

  private static byte[] inflate(byte[] contents, int start, long size) throws DwarfException {
    long most = Math.min(LARGEST, (contents.length + 1L) * MOST_INFLATION);
    if (size < 0 || size > most || start > contents.length) {
      throw new DwarfException("a compressed section of impossible size");
    }
    try (InflaterInputStream stream =
        new InflaterInputStream(
            new ByteArrayInputStream(contents, start, contents.length - start))) {
      byte[] bytes = stream.readNBytes((int) size);
      if (bytes.length != size) {
        throw new DwarfException("a compressed section is cut off");
      }
      return bytes;
    } catch (IOException e) {
      throw new DwarfException("a compressed section is damaged");
    }
  }
}
