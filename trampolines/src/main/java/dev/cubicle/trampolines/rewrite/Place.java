package dev.cubicle.trampolines.rewrite;

import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.object.FunctionMap;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.SectionOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A hit in an object.
 *
 * @param covering the instructions that hold it; empty if that is not known
 */
record Place(ObjectFile object, SectionCode code, Hit hit, List<InstructionRange> covering) {

  /** Whether it is an instruction in its own right. */
  boolean isInstruction() {
    InstructionDecoder decoder = new InstructionDecoder();
    return covering.size() == 1
        && decoder.decode(code.bytes(), covering.getFirst().start(), covering.getFirst().end())
        && hit.isOpcodeOf(decoder);
  }

  /** Function, instructions and pattern, as the beginning of a sentence. */
  String text(Disassembler disassembler) {
    int offset = covering.isEmpty() ? hit.offset() : covering.getFirst().start();
    SectionOffset place = new SectionOffset(code.section().index(), offset);
    String function =
        new FunctionMap(object)
            .covering(place)
            .map(symbol -> "%s+0x%x".formatted(symbol.name(), offset - symbol.value()))
            .orElse("%s+0x%x".formatted(code.section().name(), offset));
    if (isInstruction()) {
      return "%s is '%s'".formatted(function, instructions(disassembler));
    }
    String holds =
        covering.isEmpty() ? "holds" : "('%s') holds".formatted(instructions(disassembler));
    return "%s %s %s".formatted(function, holds, hit.pattern().text());
  }

  private String instructions(Disassembler disassembler) {
    byte[] bytes =
        Arrays.copyOfRange(code.bytes(), covering.getFirst().start(), covering.getLast().end());
    return disassembler.disassemble(bytes, covering.getFirst().start(), covering.size()).stream()
        .map(Instruction::text)
        .collect(Collectors.joining("; "));
  }
}
