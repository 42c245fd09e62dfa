package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.FarTransfer;
import dev.cubicle.trampolines.code.InstructionDecoder;
import java.util.Arrays;

/**
 * Far transfers, and loads of FS and GS, become INT3: kernels have them where a program never comes
 * by, and whoever does come by is stopped.
 */
final class FarTransfers {
  private static final byte INT3 = (byte) 0xcc;

  private FarTransfers() {}

  /** Replaces those that reading from the symbols on reaches; how many. */
  static int stop(SectionCode code) {
    InstructionDecoder decoder = new InstructionDecoder();
    int count = 0;
    for (int start : code.starts()) {
      Integer next = code.starts().higher(start);
      int end = next == null ? code.size() : next;
      int last = FarTransfer.lastPossible(code.bytes(), start, end);
      int at = start;
      while (at <= last && decoder.decode(code.bytes(), at, end)) {
        if (FarTransfer.is(decoder)) {
          byte[] stop = new byte[decoder.end() - at];
          Arrays.fill(stop, INT3);
          code.patch(at, stop);
          count++;
        }
        at = decoder.end();
      }
    }
    return count;
  }
}
