package dev.cubicle.tracing.command;

import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.LiveWindow;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.state.PageTable;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Windows in words. */
final class WindowText {
  private static final int MOST_RANGES = 8;
  private static final int MOST_NAMES = 60;

  private final MonitorState state;
  private final CodeNames names;

  WindowText(MonitorState state, CodeNames names) {
    this.state = state;
    this.names = names;
  }

  /**
   * All windows, then those of calls under way.
   *
   * @param owner the one whose windows are meant
   */
  String all(Optional<Integer> owner) {
    final Lines lines = new Lines();
    for (Manifest.Cubicle cubicle : state.image().manifest().cubicles()) {
      if (owner.isEmpty() || owner.get() == cubicle.number()) {
        state.windows(cubicle.number()).stream()
            .filter(LiveWindow::used)
            .forEach(window -> window(lines, window));
      }
    }
    for (LiveThread thread : state.threads()) {
      for (LiveFrame frame : thread.frames()) {
        for (LiveArgumentWindow window : frame.windows()) {
          if (owner.isEmpty() || owner.get() == window.owner()) {
            argument(lines, thread, frame, window);
          }
        }
      }
    }
    final String text = lines.toString();
    return text.isEmpty() ? "no windows\n" : text;
  }

  private void window(Lines lines, LiveWindow window) {
    lines.add(
        "%s window %d: %s", state.cubicleName(window.owner()), window.number(), openTo(window));
    for (Manifest.Grant grant : window.grants()) {
      lines.add(
          "  by the policy: %s",
          grant.part() == Manifest.GrantPart.RANGE
              ? "0x%x to 0x%x, %s"
                  .formatted(grant.start(), grant.end(), pages(grant.start(), grant.end()))
              : "all of its %s".formatted(part(grant.part())));
    }
    final List<LiveWindow.Range> ranges =
        window.ranges().stream().filter(range -> !range.removed()).toList();
    for (LiveWindow.Range range : ranges.subList(0, Math.min(ranges.size(), MOST_RANGES))) {
      lines.add(
          "  0x%x to 0x%x, %s, %s",
          range.start(),
          range.end(),
          pages(range.start(), range.end()),
          range.address() == range.start()
              ? names.code(range.address())
              : "for 0x%x, %s".formatted(range.address(), names.code(range.address())));
    }
    if (ranges.size() > MOST_RANGES) {
      lines.add("  and %d ranges more", ranges.size() - MOST_RANGES);
    }
    if (window.changed() != 0) {
      lines.add("  changed last by %s", names.callSite(window.changed()));
    }
  }

  private static String part(Manifest.GrantPart part) {
    return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** To whom it is open, such as "open to vfs for reading". */
  String openTo(LiveWindow window) {
    if (window.readers().isEmpty() && window.writers().isEmpty()) {
      return "open to nobody";
    }
    final String readers = open(window.readers(), "reading");
    final String writers = open(window.writers(), "reading and writing");
    return "open "
        + (readers.isEmpty() || writers.isEmpty() ? readers + writers : writers + ", " + readers);
  }

  private String open(List<Integer> cubicles, String what) {
    if (cubicles.isEmpty()) {
      return "";
    }
    final String all = cubicles.stream().map(state::cubicleName).collect(Collectors.joining(", "));
    return "to %s for %s"
        .formatted(all.length() <= MOST_NAMES ? all : cubicles.size() + " cubicles", what);
  }

  private void argument(
      Lines lines, LiveThread thread, LiveFrame frame, LiveArgumentWindow window) {
    lines.add(
        "%s, until %s returns%s: open to %s%s for %s",
        state.cubicleName(window.owner()),
        names.function(frame.function()),
        thread.number() == 0 ? "" : " on thread " + thread.number(),
        state.cubicleName(window.callee()),
        window.transitive() ? " and those it calls" : "",
        window.write() ? "reading and writing" : "reading");
    lines.add(
        "  0x%x to 0x%x, %s", window.start(), window.end(), pages(window.start(), window.end()));
  }

  static String pages(long start, long end) {
    final long count = (end - start) / PageTable.PAGE;
    return count == 1 ? "1 page" : count + " pages";
  }
}
