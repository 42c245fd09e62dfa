package dev.cubicle.trampolines.rewrite;

import java.util.Optional;

/**
 * Loads an immediate by its complement: {@code mov $~imm, %eax; not %eax}. Neither touches the
 * flags. It needs no memory, so it works in linked images too.
 */
final class InvertedImmediate {
  private InvertedImmediate() {}

  static Optional<Fragment> of(ParsedInstruction instruction) {
    int opcode = instruction.parts().opcode();
    boolean plain =
        !instruction.parts().vector()
            && instruction.parts().map() == 0
            && instruction.relocations().isEmpty()
            && instruction.legacyPrefixes() == 0;
    boolean shortForm = opcode >= 0xb8 && opcode <= 0xbf;
    boolean longForm =
        opcode == 0xc7 && !instruction.parts().hasMemory() && instruction.parts().extension() == 0;
    if (!plain || !shortForm && !longForm) {
      return Optional.empty();
    }
    byte[] bytes = instruction.bytes();
    int start = instruction.parts().immediateOffset();
    Code code = new Code().put(bytes, 0, start);
    for (int at = start; at < instruction.end(); at++) {
      code.put(~bytes[at]);
    }
    int register = shortForm ? opcode & 7 : instruction.parts().modRm() & 7;
    return Optional.of(
        code.rex(instruction.parts().rex() & 9, false).put(0xf7, 0xd0 | register).done());
  }
}
