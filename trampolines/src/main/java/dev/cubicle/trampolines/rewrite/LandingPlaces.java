package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Reference;
import dev.cubicle.trampolines.object.References;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Where control can come to in a section otherwise than from the instruction before: more places
 * than there really are, never fewer. Where that cannot be told, the section is in doubt.
 */
final class LandingPlaces {
  private static final String EXCEPTION_TABLES = ".gcc_except_table";

  private final ObjectFile object;
  private final Section section;
  private final BitSet places = new BitSet();
  private boolean doubtful;

  private LandingPlaces(ObjectFile object, Section section) {
    this.object = object;
    this.section = section;
  }

  static LandingPlaces of(ObjectFile object, SectionCode code) {
    LandingPlaces landing = new LandingPlaces(object, code.section());
    code.starts().forEach(landing::add);
    boolean tables = landing.addReferences();
    landing.addBranches(code, tables);
    // Landing pads are distances from their function's start, which no relocation shows.
    landing.doubtful |=
        object.sections().stream().anyMatch(other -> other.name().startsWith(EXCEPTION_TABLES));
    return landing;
  }

  /** Whether control may come to the place. */
  boolean contains(int offset) {
    return doubtful || places.get(offset);
  }

  private void add(long offset) {
    if (offset >= 0 && offset < section.size()) {
      places.set((int) offset);
    }
  }

  /** What relocations lead to; whether there are jump tables in data. */
  private boolean addReferences() {
    References references = References.of(object);
    Map<Integer, NavigableSet<Long>> tables = new HashMap<>();
    for (Reference reference : references.all()) {
      reference
          .target()
          .location()
          .ifPresent(
              place -> {
                if (place.section() == section.index()) {
                  add(place.offset());
                } else {
                  tables
                      .computeIfAbsent(place.section(), index -> new TreeSet<>())
                      .add(place.offset());
                }
              });
    }
    boolean found = false;
    for (Reference reference : references.all()) {
      boolean here =
          reference.target().location().stream()
              .anyMatch(place -> place.section() == section.index());
      boolean inData = !reference.section().isCode() && reference.section().isAllocated();
      found |= here && inData;
      if (reference.kind() == Reference.Kind.JUMP_TABLE_OR_PC_RELATIVE_DATA) {
        found |= addDistances(reference, tables.get(reference.section().index()));
      }
    }
    return found;
  }

  /**
   * A switch statement's distances count from the start of their table, the linker's from the
   * field: every place in the field's section that something refers to may be that start.
   */
  private boolean addDistances(Reference reference, NavigableSet<Long> starts) {
    Relocation field = reference.relocation();
    Symbol symbol = field.symbol();
    if (!symbol.isInSection() || symbol.section() != section.index()) {
      return false;
    }
    if (starts == null) {
      doubtful = true;
      return true;
    }
    for (long start : starts.headSet(field.offset(), true)) {
      add(symbol.value() + field.addend() - (field.offset() - start));
    }
    return true;
  }

  /** Jumps, calls and addresses within the section, which the assembler has filled in. */
  private void addBranches(SectionCode code, boolean tables) {
    byte[] bytes = code.bytes();
    InstructionDecoder decoder = new InstructionDecoder();
    for (int start : code.starts()) {
      Integer next = code.starts().higher(start);
      int end = next == null ? bytes.length : next;
      int at = start;
      while (at < end) {
        if (!decoder.decode(bytes, at, end)) {
          doubtful = true; // Data amid code may be a jump table.
          break;
        }
        addTarget(bytes, decoder, code);
        // Without a table to be seen, the places may be computed.
        doubtful |= !tables && isComputedJump(decoder);
        at = decoder.end();
      }
    }
  }

  private void addTarget(byte[] bytes, InstructionDecoder decoder, SectionCode code) {
    boolean relative = decoder.relative();
    if (!relative && !decoder.ripRelative()) {
      return;
    }
    int field = relative ? decoder.immediateOffset() : decoder.displacementOffset();
    int size = relative ? decoder.immediateSize() : decoder.displacementSize();
    if (!code.fields(field, field + size).isEmpty()) {
      return;
    }
    long distance = bytes[field + size - 1];
    for (int at = field + size - 2; at >= field; at--) {
      distance = distance << 8 | bytes[at] & 0xff;
    }
    add(decoder.end() + distance);
  }

  private static boolean isComputedJump(InstructionDecoder decoder) {
    return !decoder.vector()
        && decoder.map() == InstructionDecoder.ONE_BYTE
        && decoder.opcode() == 0xff
        && decoder.extension() == 4
        && !decoder.hasMemory();
  }
}
