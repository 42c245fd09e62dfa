package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breakpoints and watchpoints, by their numbers. */
final class StopPoints {
  private static final Pattern FILE_LINE = Pattern.compile("([^:]+):(\\d+)");

  private sealed interface Point {
    String words();

    record Break(List<Breakpoint> breakpoints, String words) implements Point {}

    record Watch(Watchpoint watchpoint, String words) implements Point {}
  }

  private final Session session;
  private final Map<Integer, Point> points = new TreeMap<>();
  private int last;

  StopPoints(Session session) {
    this.session = session;
  }

  /** {@code break SYMBOL|ADDRESS|FILE:LINE}. */
  String breakAt(String place) throws CommandException {
    final List<Breakpoint> added = new ArrayList<>();
    for (long address : addresses(place)) {
      final Breakpoint breakpoint = new Breakpoint(address);
      added.add(breakpoint);
      session.target().add(breakpoint);
    }
    final String where = session.names().code(added.getFirst().address());
    final String words =
        "break at %s%s".formatted(where, added.size() == 1 ? "" : ", " + added.size() + " places");
    points.put(++last, new Point.Break(added, words));
    return "%d: %s%n".formatted(last, words);
  }

  private List<Long> addresses(String place) throws CommandException {
    final Matcher line = FILE_LINE.matcher(place);
    if (line.matches()) {
      final List<Long> found =
          session.names().lines().addresses(line.group(1), parse(line.group(2))).boxed().toList();
      if (found.isEmpty()) {
        throw new CommandException(place + ": no code comes from there");
      }
      return found;
    }
    // A static function may be there several times: all of them are meant.
    final List<Long> functions =
        session.names().symbols().named(place).stream()
            .filter(symbol -> symbol.kind() == Symbols.Kind.FUNCTION)
            .map(Symbols.Symbol::address)
            .distinct()
            .toList();
    return functions.isEmpty() ? List.of(session.address(place)) : functions;
  }

  private static int parse(String digits) throws CommandException {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException _) {
      throw new CommandException(digits + ": no file has so many lines");
    }
  }

  /** {@code watch PLACE [BYTES]}. */
  String watch(String arguments, Watchpoint.Kind kind) throws CommandException {
    final String[] words = arguments.split("\\s+");
    if (words.length > 2) {
      throw new CommandException("usage: watch SYMBOL|ADDRESS [BYTES]");
    }
    final long address = session.address(words[0]);
    final long length = words.length == 2 ? session.address(words[1]) : session.size(words[0]);
    final Watchpoint watchpoint;
    try {
      watchpoint = new Watchpoint(address, length, kind);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage());
    }
    if (!session.target().add(watchpoint)) {
      throw new CommandException("the guest cannot be watched there");
    }
    final String words2 =
        "watch %s of %d bytes at %s"
            .formatted(
                switch (kind) {
                  case WRITE -> "writes";
                  case READ -> "reads";
                  case ACCESS -> "accesses";
                },
                length,
                session.names().symbol(address));
    points.put(++last, new Point.Watch(watchpoint, words2));
    return "%d: %s%n".formatted(last, words2);
  }

  /** {@code delete [NUMBER]}: one, or all. */
  String delete(String argument) throws CommandException {
    final List<Integer> gone =
        argument.isEmpty() ? List.copyOf(points.keySet()) : List.of(parseNumber(argument));
    for (int number : gone) {
      switch (points.remove(number)) {
        case Point.Break point -> point.breakpoints().forEach(session.target()::remove);
        case Point.Watch point -> session.target().remove(point.watchpoint());
      }
    }
    return gone.size() == 1 ? "1 deleted\n" : gone.size() + " deleted\n";
  }

  private int parseNumber(String argument) throws CommandException {
    for (int number : points.keySet()) {
      if (argument.equals(Integer.toString(number))) {
        return number;
      }
    }
    throw new CommandException(argument + ": there is no such breakpoint");
  }

  String all() {
    final StringBuilder text = new StringBuilder();
    points.forEach((number, point) -> text.append("%d: %s%n".formatted(number, point.words())));
    return text.isEmpty() ? "none\n" : text.toString();
  }

  /** The number of what stopped the guest. */
  Optional<Integer> number(Breakpoint breakpoint) {
    return points.entrySet().stream()
        .filter(
            entry ->
                entry.getValue() instanceof Point.Break point
                    && point.breakpoints().stream().anyMatch(each -> each == breakpoint))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
