package dev.cubicle.tracing.graph;

import dev.cubicle.trampolines.policy.Policy;
import java.util.Locale;

/** A colour for each kind of cubicle. */
final class Colours {

  private Colours() {}

  /**
   * As {@code #rrggbb}.
   *
   * @param heat 0 for the palest, 1 for the strongest
   */
  static String of(Policy.Kind kind, double heat) {
    final int[] pale;
    final int[] strong;
    switch (kind) {
      case ISOLATED -> {
        pale = new int[] {0xee, 0xf3, 0xfc};
        strong = new int[] {0x7f, 0xa8, 0xea};
      }
      case TRUSTED -> {
        pale = new int[] {0xec, 0xf7, 0xe8};
        strong = new int[] {0x8c, 0xc9, 0x78};
      }
      default -> {
        pale = new int[] {0xfd, 0xf6, 0xdf};
        strong = new int[] {0xf0, 0xd0, 0x70};
      }
    }
    final StringBuilder colour = new StringBuilder("#");
    for (int i = 0; i < pale.length; i++) {
      final double value = pale[i] + (strong[i] - pale[i]) * heat;
      colour.append(String.format(Locale.ROOT, "%02x", Math.round(value)));
    }
    return colour.toString();
  }

  static String word(Policy.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
