package dev.cubicle.tracing.violation;

import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LivePage;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.LiveWindow;
import dev.cubicle.tracing.state.MonitorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The windows that an access just missed, and why each did not apply. */
final class NearWindows {
  private static final int MOST = 3;

  private final MonitorState state;
  private final CodeNames names;
  private final int accessor;
  private final boolean write;
  private final long address;

  /**
   * @param accessor the cubicle that was stopped
   * @param address what it accessed
   */
  NearWindows(MonitorState state, CodeNames names, int accessor, boolean write, long address) {
    this.state = state;
    this.names = names;
    this.accessor = accessor;
    this.write = write;
    this.address = address;
  }

  /** One line for each, the one that came closest first; at least one line. */
  List<String> explain(LivePage page, Optional<LiveThread> thread) {
    final List<String> lines = new ArrayList<>();
    thread.ifPresent(running -> argumentsThatHold(page, running, lines));
    final List<LiveWindow> windows = state.windows(page.owner());
    windows.forEach(window -> thatHolds(page, window, lines));
    windows.forEach(window -> thatHeld(window, lines));
    thread.ifPresent(running -> closedArguments(page, running, lines));
    if (lines.isEmpty()) {
      thread.ifPresent(running -> argumentsNearby(page, running, lines));
      windows.forEach(window -> nearby(window, lines));
    }
    if (lines.isEmpty()) {
      lines.add("no window of '%s' holds the page".formatted(name(page.owner())));
    }
    return lines.subList(0, Math.min(lines.size(), MOST));
  }

  private String name(int cubicle) {
    return state.cubicleName(cubicle);
  }

  private String number(LiveWindow window) {
    return "window %d of '%s'".formatted(window.number(), name(window.owner()));
  }

  /** Where it was changed last, such as ", by main+0x5c (main.c:31)". */
  private String changed(LiveWindow window) {
    return window.changed() == 0 ? "" : ", by " + names.callSite(window.changed());
  }

  private void thatHolds(LivePage page, LiveWindow window, List<String> lines) {
    if (!window.used() || (page.windows() >>> window.number() & 1) == 0) {
      return;
    }
    if (write && window.readers().contains(accessor)) {
      lines.add(
          "%s holds the page, and is open to '%s' for reading only%s"
              .formatted(number(window), name(accessor), changed(window)));
    } else if (window.readers().isEmpty() && window.writers().isEmpty()) {
      lines.add(
          "%s holds the page, and is open to nobody%s"
              .formatted(
                  number(window),
                  window.changed() == 0 ? "" : ": closed" + changed(window).substring(1)));
    } else {
      lines.add(
          "%s holds the page, and is open to %s, not to '%s'%s"
              .formatted(number(window), openTo(window), name(accessor), changed(window)));
    }
  }

  private String openTo(LiveWindow window) {
    final List<Integer> all = new ArrayList<>(window.writers());
    all.addAll(window.readers());
    return all.size() > 4
        ? all.size() + " others"
        : all.stream().map(to -> "'" + name(to) + "'").collect(Collectors.joining(", "));
  }

  private void thatHeld(LiveWindow window, List<String> lines) {
    if (window.ranges().stream().anyMatch(range -> range.removed() && range.holds(address))) {
      lines.add(
          "%s held the page until %s%s"
              .formatted(
                  number(window),
                  window.used() ? "it was taken out" : "the window was destroyed",
                  changed(window)));
    }
  }

  private void argumentsThatHold(LivePage page, LiveThread thread, List<String> lines) {
    for (LiveFrame frame : thread.frames()) {
      for (LiveArgumentWindow window : frame.windows()) {
        if (window.owner() != page.owner() || !window.holds(address)) {
          continue;
        }
        if (window.rights(accessor) == 0) {
          lines.add(
              "the buffer of %s is open to '%s' alone, not to those that it calls"
                  .formatted(names.function(frame.function()), name(window.callee())));
        } else if (write && !window.write()) {
          lines.add(
              "the buffer of %s is open for reading only"
                  .formatted(names.function(frame.function())));
        }
      }
    }
  }

  private void argumentsNearby(LivePage page, LiveThread thread, List<String> lines) {
    LiveFrame nearest = null;
    long distance = Long.MAX_VALUE;
    for (LiveFrame frame : thread.frames()) {
      for (LiveArgumentWindow window : frame.windows()) {
        if (window.owner() == page.owner()
            && window.rights(accessor) != 0
            && distance(window.start(), window.end()) < distance) {
          distance = distance(window.start(), window.end());
          nearest = frame;
        }
      }
    }
    if (nearest != null) {
      for (LiveArgumentWindow window : nearest.windows()) {
        if (distance(window.start(), window.end()) == distance) {
          lines.add(
              "the buffer of %s is open from 0x%x to 0x%x: %s"
                  .formatted(
                      names.function(nearest.function()),
                      window.start(),
                      window.end(),
                      beside(window.start(), window.end())));
        }
      }
    }
  }

  private void closedArguments(LivePage page, LiveThread thread, List<String> lines) {
    thread.closed().stream()
        .filter(
            window ->
                window.owner() == page.owner()
                    && window.holds(address)
                    && window.rights(accessor) != 0)
        .findFirst()
        .ifPresent(
            _ ->
                lines.add(
                    "the page was open to '%s' during a call by '%s' that has returned"
                        .formatted(name(accessor), name(page.owner()))));
  }

  private void nearby(LiveWindow window, List<String> lines) {
    if (!window.used() || window.rights(accessor) == 0) {
      return;
    }
    window.ranges().stream()
        .filter(range -> !range.removed())
        .min(
            (one, other) ->
                Long.compare(
                    distance(one.start(), one.end()), distance(other.start(), other.end())))
        .ifPresent(
            range ->
                lines.add(
                    "%s is open from 0x%x to 0x%x: %s"
                        .formatted(
                            number(window),
                            range.start(),
                            range.end(),
                            beside(range.start(), range.end()))));
  }

  private long distance(long start, long end) {
    return address < start ? start - address : address - end + 1;
  }

  private String beside(long start, long end) {
    return address < start
        ? "the access is %,d bytes before it".formatted(start - address)
        : address == end
            ? "the access is the first byte behind it"
            : "the access is %,d bytes behind it".formatted(address - end);
  }
}
