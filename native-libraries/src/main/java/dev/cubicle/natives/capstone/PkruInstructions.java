package dev.cubicle.natives.capstone;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * RDPKRU and WRPKRU, which Capstone 4 does not know: it would show a stray byte and {@code add edi,
 * ebp} where a program switches its rights. Asked only where Capstone has given up.
 */
final class PkruInstructions {
  private PkruInstructions() {}

  /**
   * The RDPKRU (0F 01 EE) or WRPKRU (0F 01 EF) at {@code offset}, if one is there. As in the SDM,
   * it takes no LOCK, REPNE or REP; prefixes without meaning are carried along.
   */
  static Optional<Instruction> at(byte[] code, int offset, long address) {
    int opcode = Prefixes.end(code, offset);
    int end = opcode + 3;
    if (end > code.length
        || end - offset > Prefixes.LONGEST_INSTRUCTION
        || code[opcode] != 0x0f
        || code[opcode + 1] != 0x01
        || Prefixes.contains(code, offset, opcode, 0xf0)
        || Prefixes.contains(code, offset, opcode, 0xf2)
        || Prefixes.contains(code, offset, opcode, 0xf3)) {
      return Optional.empty();
    }
    String name =
        switch (Byte.toUnsignedInt(code[opcode + 2])) {
          case 0xee -> "rdpkru";
          case 0xef -> "wrpkru";
          default -> null;
        };
    return Optional.ofNullable(name)
        .map(
            known ->
                new Instruction(
                    address,
                    HexFormat.of().formatHex(Arrays.copyOfRange(code, offset, end)),
                    known,
                    known,
                    "",
                    Set.of()));
  }
}
