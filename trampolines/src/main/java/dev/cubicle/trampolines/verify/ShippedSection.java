package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A section of the monitor's objects, to be found in an image. */
record ShippedSection(ObjectFile object, Section section) {
  /** Whether the linker may have merged its entries with others'. */
  boolean isMerged() {
    return section.has(Section.SHF_MERGE);
  }

  private boolean isZero() {
    return section.type() == Section.SHT_NOBITS;
  }

  /** Whether the image has the section's bytes at an address, except what the linker filled in. */
  boolean isAt(CubicleImage image, long address) {
    if (address % section.alignment() != 0) {
      return false;
    }
    if (isZero()) {
      return true;
    }
    Optional<ByteBuffer> loaded = image.loaded(address, section.size());
    if (loaded.isEmpty()) {
      return false;
    }
    byte[] found = new byte[(int) section.size()];
    loaded.get().get(found);
    byte[] expected = section.bytes();
    for (Relocation field : object.relocations(section)) {
      for (int i = 0; i < field.type().fieldSize(); i++) {
        int at = (int) field.offset() + i;
        if (at < expected.length) {
          expected[at] = found[at];
        }
      }
    }
    return Arrays.equals(expected, found);
  }

  @Override
  public String toString() {
    return section.name() + " of " + object;
  }
}
