package dev.cubicle.emulator.unicorn;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Finds a field of a structure of Unicorn's by experiment: it is made to hold one unlikely value
 * and then another, and the one word that held the first and then the second is the field.
 */
final class WordSearch {
  private static final long[] PROBES = {0x0000_5ca1_ab1e_0d10L, 0x0000_1dea_5eed_0b28L};

  private WordSearch() {}

  /**
   * The offset of the field; empty if there is none, or more than one word that could be it.
   *
   * @param bytes of the structure
   * @param alignment of the field in it
   * @param experiment makes the field hold a value
   * @param word the word at an offset of the structure
   */
  static OptionalLong locate(
      long bytes, int alignment, LongConsumer experiment, LongUnaryOperator word) {
    long[] candidates =
        LongStream.rangeClosed(0, (bytes - Long.BYTES) / alignment)
            .map(index -> index * alignment)
            .toArray();
    for (final long probe : PROBES) {
      experiment.accept(probe);
      candidates = Arrays.stream(candidates).filter(at -> word.applyAsLong(at) == probe).toArray();
    }
    return candidates.length == 1 ? OptionalLong.of(candidates[0]) : OptionalLong.empty();
  }
}
