package dev.cubicle.trampolines.code;

import java.util.ArrayList;
import java.util.List;

/**
 * An instruction's place in a piece of code.
 *
 * @param end the offset behind it
 */
public record InstructionRange(int start, int end) {
  public int length() {
    return end - start;
  }

  /**
   * The instructions that hold the bytes from {@code first} up to {@code last}, found by walking
   * from {@code start}, where one begins; empty when the walk meets what it cannot decode.
   *
   * @param limit the end of the code
   */
  public static List<InstructionRange> covering(
      byte[] code, int start, int first, int last, int limit) {
    InstructionDecoder decoder = new InstructionDecoder();
    List<InstructionRange> covering = new ArrayList<>();
    int at = start;
    while (at < last) {
      if (!decoder.decode(code, at, limit)) {
        return List.of();
      }
      if (decoder.end() > first) {
        covering.add(new InstructionRange(at, decoder.end()));
      }
      at = decoder.end();
    }
    return covering;
  }
}
