package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.code.PatternScanner;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A code section on its way through the rewriter. It only grows at its end. */
final class SectionCode {
  private final Section section;
  private final NavigableMap<Long, List<Relocation>> fields = new TreeMap<>();
  private final NavigableSet<Integer> starts = new TreeSet<>();
  private final BitSet frozen = new BitSet();
  private final List<Relocation> moved = new ArrayList<>();

  /** Bytes of new fields that the linker fills in. */
  private final BitSet hidden = new BitSet();

  private boolean changed;
  private byte[] bytes;

  SectionCode(ObjectFile object, Section section) {
    this.section = section;
    bytes = section.bytes();
    for (Relocation relocation : object.relocations(section)) {
      fields.computeIfAbsent(relocation.offset(), offset -> new ArrayList<>()).add(relocation);
    }
    starts.add(0);
    for (Symbol symbol : object.symbols()) {
      if (symbol.isInSection()
          && symbol.section() == section.index()
          && symbol.value() >= 0
          && symbol.value() < bytes.length) {
        starts.add((int) symbol.value());
      }
    }
  }

  Section section() {
    return section;
  }

  /** Not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  /** Where an instruction surely begins: symbols. */
  NavigableSet<Integer> starts() {
    return starts;
  }

  /** The fields, among the object's, that lie in these bytes. */
  List<Relocation> fields(int from, int to) {
    return fields.subMap((long) from, (long) to).values().stream().flatMap(List::stream).toList();
  }

  /** Takes the fields there away: they have moved, or are not needed any more. */
  void forgetFields(int from, int to) {
    fields.subMap((long) from, (long) to).clear();
  }

  /** The patterns whose bytes are all known before the linker has filled in the fields. */
  List<Hit> hits() {
    BitSet unknown = (BitSet) hidden.clone();
    for (Relocation field : fields(0, bytes.length)) {
      unknown.set((int) field.offset(), (int) field.offset() + field.type().fieldSize());
    }
    return PatternScanner.scan(bytes).stream()
        .filter(hit -> unknown.get(hit.offset(), hit.end()).isEmpty())
        .toList();
  }

  /**
   * The instructions of the function around an offset, from the nearest symbol before it to the
   * next behind it, or to what cannot be decoded.
   */
  List<InstructionRange> instructionsAround(int offset) {
    int start = starts.floor(offset);
    Integer next = starts.higher(offset);
    int end = next == null ? bytes.length : next;
    InstructionDecoder decoder = new InstructionDecoder();
    List<InstructionRange> instructions = new ArrayList<>();
    for (int at = start; at < end && decoder.decode(bytes, at, end); at = decoder.end()) {
      instructions.add(new InstructionRange(at, decoder.end()));
    }
    return instructions;
  }

  /** Whether anything is different from the object's section. */
  boolean isChanged() {
    return changed;
  }

  /** The fields that were moved, with their new places. */
  List<Relocation> moved() {
    return List.copyOf(moved);
  }

  /** Whether a field of the object's is still where it was. */
  boolean holds(Relocation field) {
    return fields.containsKey(field.offset());
  }

  void patch(int offset, byte[] patch) {
    changed = true;
    System.arraycopy(patch, 0, bytes, offset, patch.length);
  }

  /** Puts code behind the end, at {@code start}. */
  void append(Thunk code, int start) {
    int old = bytes.length;
    bytes = Arrays.copyOf(bytes, start + code.bytes().length);
    Arrays.fill(bytes, old, start, (byte) 0xcc);
    patch(start, code.bytes());
    starts.add(start);
    moved.addAll(code.relocations());
    code.relocations().forEach(field -> hide(field.offset(), field.type().fieldSize()));
    code.constants().forEach(field -> hide(field.offset(), Integer.BYTES));
  }

  private void hide(long offset, int size) {
    hidden.set((int) offset, (int) offset + size);
  }

  /** Instructions there stay where they are from now on. */
  void freeze(int from, int to) {
    frozen.set(from, to);
  }

  boolean isFrozen(int from, int to) {
    return !frozen.get(from, to).isEmpty();
  }
}
