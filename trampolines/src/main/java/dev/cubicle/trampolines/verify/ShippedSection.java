package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import java.nio.ByteBuffer;
import java.util.BitSet;
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
    return differences(image, address).map(BitSet::isEmpty).orElse(false);
  }

  /**
   * The offsets at which the image has other bytes than the section, if that begins at an address;
   * without those that the linker filled in. Empty where it cannot begin.
   */
  Optional<BitSet> differences(CubicleImage image, long address) {
    if (address % section.alignment() != 0) {
      return Optional.empty();
    }
    return isZero()
        ? Optional.of(new BitSet())
        : image.loaded(address, section.size()).map(this::differences);
  }

  private BitSet differences(ByteBuffer loaded) {
    byte[] found = new byte[(int) section.size()];
    loaded.get(found);
    byte[] expected = section.bytes();
    for (Relocation field : object.relocations(section)) {
      for (int i = 0; i < field.type().fieldSize(); i++) {
        int at = (int) field.offset() + i;
        if (at < expected.length) {
          expected[at] = found[at];
        }
      }
    }
    BitSet differences = new BitSet();
    for (int at = 0; at < found.length; at++) {
      if (expected[at] != found[at]) {
        differences.set(at);
      }
    }
    return differences;
  }

  /** Two views of one section; its contents need not be compared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ShippedSection(ObjectFile another, Section same)
        && object == another
        && section.index() == same.index();
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(object) + section.index();
  }

  @Override
  public String toString() {
    return section.name() + " of " + object;
  }
}
