package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Where the sections of the monitor's objects lie in an image. The image's symbols only give
 * candidates; a section is where its bytes are, and where the code that refers to it says.
 */
final class ShippedMonitor {
  private final CubicleImage image;
  private final List<ShippedSection> sections = new ArrayList<>();
  private final Map<ShippedSection, Long> addresses = new HashMap<>();
  private final Map<String, Definition> definitions = new HashMap<>();

  private record Definition(ShippedSection section, long offset) {}

  ShippedMonitor(CubicleImage image, List<ObjectFile> objects) {
    this.image = image;
    for (ObjectFile object : objects) {
      for (Section section : object.sections()) {
        if (section.isAllocated() && section.size() > 0) {
          sections.add(new ShippedSection(object, section));
        }
      }
      for (Symbol symbol : object.symbols()) {
        if (symbol.isInSection() && !symbol.isLocal()) {
          definitions.put(
              symbol.name(),
              new Definition(
                  new ShippedSection(object, object.section(symbol.section())), symbol.value()));
        }
      }
    }
    // Code is nowhere twice, and knows where its data is; two sections of data may look the same.
    sections.stream().filter(section -> section.section().isCode()).forEach(this::locateBySymbols);
    locateByReferences();
    sections.forEach(this::locateBySymbols);
    locateByReferences();
  }

  private void locateByReferences() {
    int known = -1;
    while (known < addresses.size()) {
      known = addresses.size();
      for (ShippedSection section : List.copyOf(addresses.keySet())) {
        locateByReferences(section);
      }
    }
  }

  List<ShippedSection> sections() {
    return sections;
  }

  Optional<Long> address(ShippedSection section) {
    return Optional.ofNullable(addresses.get(section));
  }

  /** The address of a symbol that the monitor defines. */
  Optional<Long> address(String symbol) {
    Definition definition = definitions.get(symbol);
    return definition == null
        ? Optional.empty()
        : address(definition.section()).map(start -> start + definition.offset());
  }

  /** The address of a symbol that one of the objects names. */
  Optional<Long> address(ObjectFile object, Symbol symbol) {
    if (!symbol.isInSection()) {
      return address(symbol.name());
    }
    ShippedSection section = new ShippedSection(object, object.section(symbol.section()));
    return address(section).map(start -> start + symbol.value());
  }

  private void locateBySymbols(ShippedSection section) {
    if (!section.isMerged() && !addresses.containsKey(section)) {
      List<Long> starts =
          candidates(section).filter(start -> section.isAt(image, start)).boxed().toList();
      // Other cubicles may have symbols of that name, and zeros are zeros everywhere.
      starts.stream()
          .filter(start -> isOfItsKind(section, start))
          .findFirst()
          .or(() -> starts.stream().findFirst())
          .ifPresent(start -> addresses.put(section, start));
    }
  }

  /** Whether the manifest has the monitor's memory there, with the section's protection. */
  boolean isOfItsKind(ShippedSection section, long start) {
    Section shipped = section.section();
    return image.manifest().segments().stream()
        .anyMatch(
            row ->
                row.cubicle() == 0
                    && row.holds(start)
                    && row.holds(start + shipped.size() - 1)
                    && row.executable() == shipped.has(Section.SHF_EXECINSTR)
                    && row.writable() == shipped.has(Section.SHF_WRITE));
  }

  /** Where a section would begin if the image's symbols were right. */
  private LongStream candidates(ShippedSection section) {
    return section.object().symbols().stream()
        .filter(Symbol::isInSection)
        .filter(symbol -> symbol.section() == section.section().index())
        .filter(symbol -> !symbol.name().isEmpty())
        .flatMapToLong(
            symbol ->
                image.symbols().named(symbol.name()).stream()
                    .mapToLong(found -> found.address() - symbol.value()));
  }

  /** The first byte that is another in the place that resembles a section most; 0 if none does. */
  long firstDifference(ShippedSection section) {
    long first = 0;
    int fewest = Integer.MAX_VALUE;
    for (long start : candidates(section).distinct().toArray()) {
      Optional<BitSet> differences = section.differences(image, start);
      int count = differences.map(BitSet::cardinality).orElse(0);
      if (count > 0 && count < fewest) {
        fewest = count;
        first = start + differences.get().nextSetBit(0);
      }
    }
    return first;
  }

  /** What a section that was found refers to and has no symbol, is where its first field says. */
  private void locateByReferences(ShippedSection from) {
    for (Relocation field : from.object().relocations(from.section())) {
      Symbol symbol = field.symbol();
      if (symbol.isInSection()) {
        ShippedSection section =
            new ShippedSection(from.object(), from.object().section(symbol.section()));
        if (!section.isMerged() && !addresses.containsKey(section)) {
          target(from, field)
              .map(target -> target - field.addend() - symbol.value())
              .filter(start -> section.isAt(image, start))
              .ifPresent(start -> addresses.put(section, start));
        }
      }
    }
  }

  /**
   * S + A of a field as the linker filled it in (AMD64 ABI, 4.4.1); empty for types that the
   * monitor's objects do not have.
   */
  Optional<Long> target(ShippedSection section, Relocation field) {
    long place = addresses.get(section) + field.offset();
    Optional<ByteBuffer> bytes = image.loaded(place, field.type().fieldSize());
    return bytes.flatMap(
        value ->
            switch (field.type()) {
              case R_X86_64_64 -> Optional.of(value.getLong());
              case R_X86_64_32 -> Optional.of(Integer.toUnsignedLong(value.getInt()));
              case R_X86_64_32S -> Optional.of((long) value.getInt());
              case R_X86_64_PC32, R_X86_64_PLT32 -> Optional.of(value.getInt() + place);
              default -> Optional.empty();
            });
  }
}
