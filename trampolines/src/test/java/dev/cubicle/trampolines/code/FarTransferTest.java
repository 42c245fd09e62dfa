package dev.cubicle.trampolines.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class FarTransferTest {
  private static final int PREFIX = 0x48;

  /** Every opcode with every byte behind it, with and without a prefix and an escape. */
  @Test
  void noneIsOverlooked() {
    InstructionDecoder decoder = new InstructionDecoder();
    int found = 0;
    for (int form = 0; form < 4; form++) {
      for (int opcode = 0; opcode <= 0xff; opcode++) {
        for (int next = 0; next <= 0xff; next++) {
          byte[] code = new byte[15];
          int at = 0;
          if ((form & 1) != 0) {
            code[at++] = PREFIX;
          }
          if ((form & 2) != 0) {
            code[at++] = 0x0f;
          }
          code[at++] = (byte) opcode;
          code[at] = (byte) next;
          if (decoder.decode(code, 0, code.length) && FarTransfer.is(decoder)) {
            found++;
            int opcodeStart = decoder.opcodeOffset();
            assertTrue(
                FarTransfer.lastPossible(code, 0, decoder.end()) >= opcodeStart,
                () -> "%x %x".formatted(code[0], code[1]));
          }
        }
      }
    }
    // RETF, RETF n, IRET, POP FS and GS with anything behind them, with a prefix and without.
    assertTrue(found > 2 * 5 * 256, "only " + found);
  }

  @Test
  void theLastOneCounts() {
    byte[] code = {(byte) 0xcb, 0x50, (byte) 0xff, 0x2f, 0x50, (byte) 0xff, (byte) 0xd0};
    assertEquals(2, FarTransfer.lastPossible(code, 0, code.length));
    assertEquals(0, FarTransfer.lastPossible(code, 0, 3));
    assertEquals(-1, FarTransfer.lastPossible(code, 4, code.length));
  }
}
