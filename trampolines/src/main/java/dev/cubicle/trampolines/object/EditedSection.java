package dev.cubicle.trampolines.object;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A section on its way through the editor. */
final class EditedSection {
  final Section section;
  String name;
  long flags;
  ByteBuffer contents;
  boolean isOwn;

  /** By index; those that the object had. */
  final List<Relocation> relocations;

  final List<Relocation> added = new ArrayList<>();

  EditedSection(Section section, List<Relocation> relocations) {
    this.section = section;
    this.relocations = new ArrayList<>(relocations);
    name = section.name();
    flags = section.flags();
    contents = section.contents();
  }

  ByteBuffer contents() {
    return contents.duplicate();
  }

  /** The contents as an array that may be written. */
  byte[] ownBytes() {
    if (!isOwn) {
      byte[] copy = new byte[contents.remaining()];
      contents().get(copy);
      contents = ByteBuffer.wrap(copy);
      isOwn = true;
    }
    return contents.array();
  }

  void check(long offset, int size) {
    if (offset < 0 || offset > contents.remaining() || size > contents.remaining() - offset) {
      throw new IllegalArgumentException(
          "offset 0x%x, %d bytes: outside section %s".formatted(offset, size, section));
    }
  }

  /**
   * All relocations: the old ones in their order, and every new one before the first that lies
   * behind it, since readers of unwind tables count on ascending offsets.
   */
  List<Relocation> merged() {
    List<Relocation> all = new ArrayList<>(relocations);
    List<Relocation> sorted = new ArrayList<>(added);
    sorted.sort((a, b) -> Long.compare(a.offset(), b.offset()));
    int at = 0;
    for (Relocation relocation : sorted) {
      while (at < all.size() && all.get(at).offset() <= relocation.offset()) {
        at++;
      }
      all.add(at++, relocation);
    }
    return all;
  }
}
