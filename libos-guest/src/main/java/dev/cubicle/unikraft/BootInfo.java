package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.ImageContents;
import dev.cubicle.trampolines.dwarf.StructLayout;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The list of the image's segments that Unikraft's build writes into the section {@code
 * .uk_bootinfo} of what it has linked (support/scripts/mkbootinfo.py). Without one the platform
 * library has nowhere to note its heap. Written for the segments of the image in cubicles.
 *
 * @param symbol what the section holds
 * @param info layout of struct ukplat_bootinfo (plat/common/bootinfo.h)
 * @param region layout of struct ukplat_memregion_desc (uk/plat/memory.h)
 */
record BootInfo(String symbol, StructLayout info, StructLayout region) implements ImageContents {

  private static final String SECTION = ".uk_bootinfo";
  private static final int MAGIC = 0xb007b0b0;
  private static final byte VERSION = 1;

  /** UKPLAT_MEMRT_KERNEL. */
  private static final short KERNEL = 4;

  /** For the heap and the initial RAM disk, which the platform library adds. */
  private static final int SPARE = 2;

  private static final StructLayout USUAL_INFO =
      new StructLayout(80, Map.of("magic", 0L, "version", 4L, "mrds", 72L));

  private static final StructLayout USUAL_REGION =
      new StructLayout(32, Map.of("pbase", 0L, "vbase", 8L, "len", 16L, "type", 24L, "flags", 26L));

  /** What the tree wants filled in, if it has such a section: releases before 0.12 have none. */
  static ImageContents of(BuildTree tree) throws BadInputException {
    for (Library library : tree.libraries()) {
      if (library.name().equals(Glue.PLATFORM)) {
        for (ObjectFile object : InputFile.read(library.file())) {
          final Optional<Section> section = object.section(SECTION);
          if (section.isPresent()) {
            return of(library, object, section.get());
          }
        }
      }
    }
    return NONE;
  }

  private static BootInfo of(Library library, ObjectFile object, Section section)
      throws BadInputException {
    final Optional<String> symbol =
        object.symbols().stream()
            .filter(s -> s.section() == section.index() && s.type() == Symbol.Type.OBJECT)
            .map(Symbol::name)
            .findFirst();
    if (symbol.isEmpty()) {
      throw BuildTree.about(
          library.file(), "has no symbol in %s: it has been stripped".formatted(SECTION));
    }
    return new BootInfo(
        symbol.get(),
        layout(object, "ukplat_bootinfo", USUAL_INFO),
        layout(object, "ukplat_memregion_desc", USUAL_REGION));
  }

  private static StructLayout layout(ObjectFile object, String struct, StructLayout usual) {
    return StructLayout.find(object, struct)
        .filter(layout -> layout.members().keySet().containsAll(usual.members().keySet()))
        .orElse(usual);
  }

  @Override
  public List<Piece> of(CubicleImage image) throws BadInputException {
    final List<Symbols.Symbol> places = image.symbols().named(symbol);
    if (places.size() != 1) {
      throw new BadInputException(
          "the image has %d symbols %s, where the platform library looks for its memory regions"
              .formatted(places.size(), symbol));
    }
    final Symbols.Symbol place = places.getFirst();
    final long capacity = Math.min(place.size() - info.size(), 1 << 20) / region.size();
    final List<Region> regions = regions(image, capacity - SPARE);
    final ByteBuffer bytes =
        ByteBuffer.allocate((int) (info.size() + regions.size() * region.size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(offset(info, "magic"), MAGIC);
    bytes.put(offset(info, "version"), VERSION);
    final int list = offset(info, "mrds");
    bytes.putInt(list, (int) capacity);
    bytes.putInt(list + Integer.BYTES, regions.size());
    for (int i = 0; i < regions.size(); i++) {
      put(bytes, (int) (info.size() + i * region.size()), regions.get(i));
    }
    return List.of(new Piece(place.address(), bytes.array()));
  }

  private record Region(long start, long end, int protection) {

    Region with(Region other) {
      return new Region(
          Math.min(start, other.start), Math.max(end, other.end), protection | other.protection);
    }
  }

  /** The segments by address, or if there are too many, all as one. */
  private List<Region> regions(CubicleImage image, long most) throws BadInputException {
    final List<Region> regions = new ArrayList<>();
    for (ProgramHeader header : image.programHeaders()) {
      if (header.type() == ProgramHeader.PT_LOAD && header.memorySize() > 0) {
        // READ 1, WRITE 2, EXECUTE 4 in the manifest and in uk/plat/memory.h.
        regions.add(new Region(header.pageStart(), header.pageEnd(), header.protection()));
      }
    }
    regions.sort(Comparator.comparingLong(Region::start));
    if (most < 1 || regions.isEmpty()) {
      throw new BadInputException(
          "%s has no room for the image's segments; raise CONFIG_UKPLAT_MEMREGION_MAX_COUNT"
              .formatted(symbol));
    }
    return regions.size() <= most
        ? regions
        : List.of(regions.stream().reduce(Region::with).orElseThrow());
  }

  private void put(ByteBuffer bytes, int at, Region described) {
    bytes.putLong(at + offset(region, "pbase"), described.start());
    bytes.putLong(at + offset(region, "vbase"), described.start());
    bytes.putLong(at + offset(region, "len"), described.end() - described.start());
    bytes.putShort(at + offset(region, "type"), KERNEL);
    bytes.putShort(at + offset(region, "flags"), (short) described.protection());
  }

  private static int offset(StructLayout layout, String member) {
    return layout.members().get(member).intValue();
  }
}
