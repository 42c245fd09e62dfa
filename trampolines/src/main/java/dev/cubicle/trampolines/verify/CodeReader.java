package dev.cubicle.trampolines.verify;

import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Says which instructions hold the bytes of a hit, reading on from the nearest symbol before it.
 */
final class CodeReader implements AutoCloseable {
  private final CubicleImage image;
  private Optional<Disassembler> disassembler = Optional.empty();

  CodeReader(CubicleImage image) {
    this.image = image;
  }

  /** Whether the hit is an instruction that honest control flow reaches. */
  boolean isInstruction(ExecutableMemory.Run run, Hit hit) {
    List<InstructionRange> covering = covering(run, hit);
    return covering.size() == 1 && hit.isOpcodeOf(decoded(run, covering.getFirst()));
  }

  private static InstructionDecoder decoded(ExecutableMemory.Run run, InstructionRange range) {
    InstructionDecoder decoder = new InstructionDecoder();
    decoder.decode(run.bytes(), range.start(), run.bytes().length);
    return decoder;
  }

  /** The rest of a sentence that begins with the pattern: "in the immediate of 'or ...'". */
  String explain(ExecutableMemory.Run run, Hit hit) {
    List<InstructionRange> covering = covering(run, hit);
    if (covering.isEmpty()) {
      return "no instruction leads there; it is data, or stands before the first symbol";
    }
    Instruction first = instruction(run, covering.getFirst());
    if (covering.size() > 1) {
      return "where '%s' and '%s' join"
          .formatted(first.text(), instruction(run, covering.get(1)).text());
    }
    return isInstruction(run, hit)
        ? "the instruction '%s'".formatted(first.text())
        : "%s '%s'".formatted(part(run, covering.getFirst(), hit), first.text());
  }

  private static String part(ExecutableMemory.Run run, InstructionRange range, Hit hit) {
    InstructionDecoder decoder = decoded(run, range);
    boolean immediate = decoder.immediateSize() > 0 && hit.end() > decoder.immediateOffset();
    boolean displacement =
        decoder.displacementSize() > 0
            && hit.end() > decoder.displacementOffset()
            && hit.offset() < decoder.displacementOffset() + decoder.displacementSize();
    if (immediate && decoder.relative()) {
      return "in the distance of";
    }
    return immediate ? "in the immediate of" : displacement ? "in the displacement of" : "inside";
  }

  private List<InstructionRange> covering(ExecutableMemory.Run run, Hit hit) {
    return start(run, hit)
        .map(
            start ->
                InstructionRange.covering(
                    run.bytes(), start, hit.offset(), hit.end(), run.bytes().length))
        .orElse(List.of());
  }

  /** The nearest place before the hit where an instruction surely begins. */
  private Optional<Integer> start(ExecutableMemory.Run run, Hit hit) {
    long address = run.start() + hit.offset();
    Optional<Long> symbol =
        image
            .symbols()
            .at(address)
            .map(Symbols.Location::symbol)
            .map(Symbols.Symbol::address)
            .filter(start -> start >= run.start());
    return symbol
        .or(
            () ->
                image.manifest().segments().stream()
                    .filter(segment -> segment.holds(address))
                    .map(Manifest.Segment::start)
                    // A hostile manifest's segment may begin before anything that is loaded.
                    .filter(start -> start >= run.start() && start <= address)
                    .findFirst())
        .map(run::offset);
  }

  private Instruction instruction(ExecutableMemory.Run run, InstructionRange range) {
    byte[] bytes = Arrays.copyOfRange(run.bytes(), range.start(), range.end());
    if (disassembler.isEmpty()) {
      disassembler = Optional.of(Disassembler.open(Detail.TEXT));
    }
    return disassembler.get().disassemble(bytes, run.start() + range.start(), 1).getFirst();
  }

  @Override
  public void close() {
    disassembler.ifPresent(Disassembler::close);
  }
}
