package dev.cubicle.learning.text;

import dev.cubicle.learning.inference.Grant;
import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.Part;
import dev.cubicle.learning.observation.Subject;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.policy.Policy;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Observations and what grants expose, in words. */
final class Wording {
  private static final long PAGE = 4096;
  private static final int MOST_CALLS = 4;
  private static final int MOST_NAMES = 8;

  private final CubicleImage image;
  private final List<FunctionRow> functions;
  private final SourceLines lines;

  Wording(CubicleImage image, List<FunctionRow> functions, SourceLines lines) {
    this.image = image;
    this.functions = functions;
    this.lines = lines;
  }

  /** The names of all isolated cubicles. */
  List<String> isolated() {
    return image.manifest().cubicles().stream()
        .filter(cubicle -> cubicle.number() != 0 && cubicle.kind() == Policy.Kind.ISOLATED)
        .map(Manifest.Cubicle::name)
        .toList();
  }

  private String cubicle(int number) {
    return image.manifest().cubicles().get(number).name();
  }

  /** {@code vfs reads 8 bytes of constants of boot, in memchr (memchr.c:12), called: vfs_mkdir}. */
  String first(Observation observation) {
    final Subject subject = observation.subject();
    final int size = observation.first().size();
    final String what =
        "%s %s of %s"
            .formatted(
                subject.write() ? "writes" : "reads",
                size == 1 ? "1 byte" : size + " bytes",
                object(subject));
    final String text =
        subject.kernel()
            ? "Linux, for %s, %s".formatted(cubicle(subject.accessor()), what)
            : "%s %s, in %s"
                .formatted(
                    cubicle(subject.accessor()), what, place(observation.first().instruction()));
    return text + calls(observation.first().calls());
  }

  private String object(Subject subject) {
    return subject.symbol().isEmpty()
        ? "%s of %s".formatted(part(subject.part()), cubicle(subject.owner()))
        : "%s (%s of %s)"
            .formatted(subject.symbol(), part(subject.part()), cubicle(subject.owner()));
  }

  private static String part(Part part) {
    return switch (part) {
      case STACK -> "the stack";
      case HEAP -> "the heap";
      case CODE -> "the code";
      case CONSTANTS -> "the constants";
      case DATA -> "the data";
      case THREAD_LOCAL -> "thread-local data";
    };
  }

  private String place(long instruction) {
    final String name =
        image
            .symbols()
            .at(instruction)
            .map(Symbols.Location::symbol)
            .map(Symbols.Symbol::name)
            .orElse("0x%x".formatted(instruction));
    final String line = lines.at(instruction);
    return line.isEmpty() ? name : "%s (%s)".formatted(name, line);
  }

  private String calls(List<Integer> calls) {
    if (calls.isEmpty()) {
      return "";
    }
    return ", in the call of "
        + calls.stream()
            .limit(MOST_CALLS)
            .map(function -> functions.get(function).name())
            .collect(Collectors.joining(" in that of "));
  }

  static String counted(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  /** What lies on the same pages, and so is open as well. */
  String exposure(Grant grant) {
    return switch (grant) {
      case Grant.Window _ -> "";
      case Grant.Data data -> neighbours(data);
      case Grant.Memory memory -> extent(memory);
    };
  }

  private String neighbours(Grant.Data data) {
    final List<String> names =
        image.symbols().named(data.symbol()).stream()
            .filter(symbol -> symbol.kind() == Symbols.Kind.DATA && isOf(symbol, data.owner()))
            .flatMap(symbol -> beside(symbol).stream())
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : "On its pages: "
            + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
            + (names.size() > MOST_NAMES
                ? " and %d more".formatted(names.size() - MOST_NAMES)
                : "");
  }

  private boolean isOf(Symbols.Symbol symbol, String owner) {
    return image.manifest().segments().stream()
        .anyMatch(s -> s.holds(symbol.address()) && cubicle(s.cubicle()).equals(owner));
  }

  private List<String> beside(Symbols.Symbol data) {
    final long start = data.address() & -PAGE;
    final long end = data.address() + Math.max(1, data.size()) + PAGE - 1 & -PAGE;
    return image.symbols().placed().stream()
        .filter(s -> s.kind() == Symbols.Kind.DATA && s.size() > 0)
        .filter(s -> s.address() < end && s.address() + s.size() > start)
        .filter(s -> s.address() != data.address())
        .map(Symbols.Symbol::name)
        .toList();
  }

  private String extent(Grant.Memory memory) {
    final boolean writable = memory.part() == Part.DATA;
    return switch (memory.part()) {
      case HEAP -> "All pages of its heap are open, also those to come";
      case STACK -> "All of its stacks are open";
      case THREAD_LOCAL -> "All of its thread-local variables are open";
      case CODE, DATA, CONSTANTS -> {
        final long pages =
            image.manifest().segments().stream()
                    .filter(s -> !s.threadLocal() && cubicle(s.cubicle()).equals(memory.owner()))
                    .filter(s -> !s.executable() && s.writable() == writable)
                    .mapToLong(s -> s.end() - s.start())
                    .sum()
                / PAGE;
        yield "All of it is open: " + counted(pages, "page");
      }
    };
  }

  /** Whether a policy can name a subject's symbol: it is one, and the only one of its name. */
  static boolean isVariable(CubicleImage image, Subject subject) {
    if (subject.symbol().isEmpty()
        || (subject.part() != Part.DATA && subject.part() != Part.CONSTANTS)) {
      return false;
    }
    final List<Manifest.Segment> segments = image.manifest().segments();
    return image.symbols().named(subject.symbol()).stream()
            .filter(symbol -> symbol.kind() == Symbols.Kind.DATA)
            .filter(
                symbol ->
                    segments.stream()
                        .anyMatch(s -> s.holds(symbol.address()) && s.cubicle() == subject.owner()))
            .count()
        == 1;
  }
}
