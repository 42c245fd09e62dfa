package dev.cubicle.tracing.violation;

import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.List;
import java.util.OptionalInt;

/** The argument window that would have covered an access, as a rule of a policy. */
final class ArgumentRule {

  /** Farther from a buffer than this nobody meant that buffer. */
  private static final long NEAR = 1L << 20;

  private ArgumentRule() {}

  /**
   * One line.
   *
   * @param frame the call whose caller owns the page
   * @param deep whether somebody that the callee called made the access
   */
  static String of(
      Manifest.Function function, LiveFrame frame, long address, boolean deep, boolean write) {
    final int near = nearest(frame, address);
    final OptionalInt parameter =
        near >= 0 && near < function.windows().size()
            ? parameter(function.windows().get(near))
            : OptionalInt.empty();
    final StringBuilder rule =
        new StringBuilder("[[functions.%s.windows]] ".formatted(function.name()));
    if (parameter.isEmpty()) {
      rule.append("parameter = (the pointer's), size = (the buffer's)");
    } else {
      final LiveArgumentWindow window = frame.windows().get(near);
      rule.append("parameter = ").append(parameter.getAsInt());
      if (!window.holds(address)) {
        rule.append(", size = (%,d bytes more)".formatted(address - window.end() + 1));
      }
    }
    if (write) {
      rule.append(", access = \"write\"");
    }
    if (deep) {
      rule.append(", for = \"callees\"");
    }
    return rule.toString();
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
