package dev.cubicle.trampolines.object;

import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Where instructions begin, found by disassembling functions from their start. */
final class InstructionSweep implements AutoCloseable {
  private final FunctionMap functions;
  private final Map<SectionOffset, NavigableMap<Integer, Integer>> swept = new HashMap<>();
  private Optional<Disassembler> disassembler = Optional.empty();

  InstructionSweep(FunctionMap functions) {
    this.functions = functions;
  }

  /** Offset of the end of the instruction that the byte there belongs to. */
  OptionalInt endAround(Section section, int offset) {
    Map.Entry<Integer, Integer> instruction = instructions(section, offset).floorEntry(offset);
    return instruction == null || instruction.getValue() <= offset
        ? OptionalInt.empty()
        : OptionalInt.of(instruction.getValue());
  }

  private NavigableMap<Integer, Integer> instructions(Section section, int offset) {
    Optional<Symbol> function = functions.covering(new SectionOffset(section.index(), offset));
    long start = function.map(Symbol::value).orElse(0L);
    long size = function.map(Symbol::size).orElse(0L);
    int end = (int) (size == 0 ? section.size() : Math.min(section.size(), start + size));
    return swept.computeIfAbsent(
        new SectionOffset(section.index(), start), key -> sweep(section, (int) start, end));
  }

  private NavigableMap<Integer, Integer> sweep(Section section, int start, int end) {
    if (disassembler.isEmpty()) {
      disassembler = Optional.of(Disassembler.open(Detail.TEXT));
    }
    byte[] code = new byte[end - start];
    section.contents().get(start, code);
    NavigableMap<Integer, Integer> ends = new TreeMap<>();
    for (Instruction instruction : disassembler.get().disassemble(code, start, Integer.MAX_VALUE)) {
      int at = (int) instruction.address();
      ends.put(at, at + instruction.size());
    }
    return ends;
  }

  @Override
  public void close() {
    disassembler.ifPresent(Disassembler::close);
  }
}
