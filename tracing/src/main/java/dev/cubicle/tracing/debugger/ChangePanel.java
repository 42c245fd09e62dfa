package dev.cubicle.tracing.debugger;

import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveCubicle;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.LiveWindow;
import dev.cubicle.tracing.state.MonitorState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which keys and windows have changed since the guest stopped last. */
final class ChangePanel {
  private static final int MOST = 8;

  private Map<String, String> before = Map.of();

  /** One line for each change; remembers the state for the next time. */
  List<String> changes(MonitorState state) {
    final Map<String, String> now = facts(state);
    final List<String> lines = new ArrayList<>();
    if (!before.isEmpty()) {
      now.forEach(
          (what, value) -> {
            final String old = before.get(what);
            if (old == null) {
              lines.add("+ %s: %s".formatted(what, value));
            } else if (!old.equals(value)) {
              lines.add("~ %s: %s, was %s".formatted(what, value, old));
            }
          });
      before.keySet().stream()
          .filter(what -> !now.containsKey(what))
          .forEach(what -> lines.add("- %s: %s".formatted(what, before.get(what))));
    }
    before = now;
    if (lines.size() > MOST) {
      final String more = "  and %d changes more".formatted(lines.size() - MOST);
      lines.subList(MOST, lines.size()).clear();
      lines.add(more);
    }
    return lines;
  }

  private static Map<String, String> facts(MonitorState state) {
    final Map<String, String> facts = new LinkedHashMap<>();
    for (LiveCubicle cubicle : state.cubicles()) {
      if (cubicle.key() != 0) {
        facts.put("key of " + cubicle.name(), Integer.toString(cubicle.key()));
      }
      if (cubicle.lent() != 0) {
        facts.put("pages of %s that others hold".formatted(cubicle.name()), "" + cubicle.lent());
      }
      for (LiveWindow window : state.windows(cubicle.number())) {
        if (window.used() && !window.isFixed()) {
          facts.put(
              "window %d of %s".formatted(window.number(), cubicle.name()), words(state, window));
        }
      }
    }
    for (LiveThread thread : state.threads()) {
      for (LiveFrame frame : thread.frames()) {
        for (LiveArgumentWindow window : frame.windows()) {
          facts.put(
              "buffer of %s at 0x%x".formatted(state.cubicleName(window.owner()), window.start()),
              "open to %s for %s"
                  .formatted(
                      state.cubicleName(window.callee()),
                      window.write() ? "reading and writing" : "reading"));
        }
      }
    }
    return facts;
  }

  private static String words(MonitorState state, LiveWindow window) {
    final long ranges = window.ranges().stream().filter(range -> !range.removed()).count();
    return "%d %s, open to %s"
        .formatted(
            ranges,
            ranges == 1 ? "range" : "ranges",
            window.readers().isEmpty() && window.writers().isEmpty()
                ? "nobody"
                : names(state, window.writers(), "")
                    + names(state, window.readers(), " (reading)"));
  }

  private static String names(MonitorState state, List<Integer> cubicles, String suffix) {
    return cubicles.stream()
        .map(cubicle -> " " + state.cubicleName(cubicle) + suffix)
        .collect(Collectors.joining())
        .strip();
  }
}
