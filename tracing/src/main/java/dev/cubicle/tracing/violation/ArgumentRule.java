package dev.cubicle.tracing.violation;

import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.List;
import java.util.OptionalInt;

/**
 * The argument window that would have covered an access, as a rule of a policy.
 *
 * @param text one line
 * @param isKnown whether it is a rule of the policy that has to be wider; else it is a guess that
 *     the pointer came by a parameter
 */
record ArgumentRule(String text, boolean isKnown) {

  /** Farther from a buffer than this nobody meant that buffer. */
  private static final long NEAR = 1L << 20;

  /**
   * The rule for a call under way.
   *
   * @param frame the call whose caller owns the page
   * @param deep whether somebody that the callee called made the access
   */
  static ArgumentRule of(
      Manifest.Function function, LiveFrame frame, long address, boolean deep, boolean write) {
    final int near = nearest(frame, address);
    final OptionalInt parameter =
        near >= 0 && near < function.windows().size()
            ? parameter(function.windows().get(near))
            : OptionalInt.empty();
    final String more = (write ? ", access = \"write\"" : "") + (deep ? ", for = \"callees\"" : "");
    if (parameter.isEmpty()) {
      return new ArgumentRule(
          "[[functions.%s.windows]] parameter = (number), size = (bytes)%s, if the pointer came by it"
              .formatted(function.name(), more),
          false);
    }
    final LiveArgumentWindow window = frame.windows().get(near);
    return new ArgumentRule(
        "[[functions.%s.windows]] parameter = %d%s%s"
            .formatted(
                function.name(),
                parameter.getAsInt(),
                window.holds(address)
                    ? ""
                    : ", size = (larger by %,d or more)".formatted(address - window.end() + 1),
                more),
        true);
  }

  /** The number of the window that holds the address or ends shortly before it. */
  private static int nearest(LiveFrame frame, long address) {
    final List<LiveArgumentWindow> windows = frame.windows();
    int best = -1;
    long distance = NEAR;
    for (int i = 0; i < windows.size(); i++) {
      final LiveArgumentWindow window = windows.get(i);
      final long beyond = window.holds(address) ? 0 : address - window.end() + 1;
      if (beyond >= 0 && beyond < distance) {
        distance = beyond;
        best = i;
      }
    }
    return best;
  }

  /** From 1, as a policy has it; as if all parameters before it were integers. */
  private static OptionalInt parameter(Manifest.ArgumentWindow window) {
    return window.where().isPresent()
        ? OptionalInt.of(window.where().getAsInt() + 1)
        : OptionalInt.empty();
  }
}
