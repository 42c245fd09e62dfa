package dev.cubicle.tracing.violation;

import com.google.common.collect.ImmutableListMultimap;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.LivePage;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.state.PageState;
import dev.cubicle.tracing.state.Place;
import dev.cubicle.tracing.state.Remedy;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.report.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why the monitor stopped a guest, from its state at that moment: who, what, where in the source,
 * whose page and how it came to be theirs, the calls that led there, the nearest window and why it
 * did not apply, and what would have allowed it.
 *
 * @param headline what the monitor holds against the guest, one line
 * @param violation in numbers
 * @param answers by question, in the order in which to show them
 */
public record ViolationExplanation(
    String headline, Violation violation, ImmutableListMultimap<String, String> answers) {

  /** Questions whose answers are one to a line. */
  private static final Set<String> REPEATED = Set.of("called by", "window", "or");

  private static final int WIDTH = 100;
  private static final int LABEL = 12;

  /**
   * Explains what a guest was stopped for.
   *
   * @return empty if it was not
   * @throws BadInputException if the monitor's state is damaged
   */
  public static Optional<ViolationExplanation> of(MonitorState state, CodeNames names)
      throws BadInputException {
    return state.violation().map(violation -> new Author(state, names, violation).explain());
  }

  /** Lines of at most 100 columns, as far as names allow. */
  public String text() {
    final StringBuilder text = new StringBuilder(headline).append('\n');
    for (Map.Entry<String, Collection<String>> answer : answers.asMap().entrySet()) {
      String label = answer.getKey();
      for (String line : answer.getValue()) {
        text.append("  %-9s ".formatted(label)).append(wrapped(line)).append('\n');
        label = REPEATED.contains(label) ? label : "";
      }
    }
    return text.toString();
  }

  /** Policy lines are for copying: they are not broken. */
  private static String wrapped(String line) {
    if (line.startsWith("[[") || line.length() <= WIDTH - LABEL) {
      return line;
    }
    final int space = line.lastIndexOf(' ', WIDTH - LABEL);
    return space <= 0
        ? line
        : line.substring(0, space) + "\n" + " ".repeat(LABEL) + wrapped(line.substring(space + 1));
  }

  /** Puts the answers together. */
  private static final class Author {
    private final MonitorState state;
    private final CodeNames names;
    private final Violation violation;
    private final List<String> monitorsWords;
    private final Optional<LiveThread> thread;
    private final ImmutableListMultimap.Builder<String, String> answers =
        ImmutableListMultimap.builder();

    Author(MonitorState state, CodeNames names, Violation violation) {
      this.state = state;
      this.names = names;
      this.violation = violation;
      this.monitorsWords =
          state.violationText().lines().map(line -> line.replaceAll("[^ -~]", "?")).toList();
      this.thread = state.lockHolder();
    }

    ViolationExplanation explain() {
      who();
      what();
      final Place place = state.place(violation.address());
      final Optional<LivePage> page = state.page(violation.address());
      if (violation.access().isPresent()) {
        page(place, page);
      }
      pkru();
      calls();
      if (violation.kind() == Violation.Kind.ACCESS && page.isPresent()) {
        windowsAndRemedies(place, page.get());
      } else {
        monitorsLine("allowed");
      }
      return new ViolationExplanation(
          monitorsWords.isEmpty() ? "cubicle: stopped" : monitorsWords.getFirst(),
          violation,
          answers.build());
    }

    private String cubicle(int number) {
      return "cubicle %d '%s'".formatted(number, state.cubicleName(number));
    }

    private void who() {
      answers.put(
          "who",
          cubicle(violation.cubicle())
              + (violation.function().isPresent()
                  ? ", in a call of " + names.function(violation.function())
                  : ""));
      answers.put(
          "at",
          "%s, 0x%x"
              .formatted(
                  isCall()
                      ? names.callSite(violation.instruction())
                      : names.code(violation.instruction()),
                  violation.instruction()));
    }

    /**
     * Whether it is a call that was refused: the instruction is where it would have returned to.
     */
    private boolean isCall() {
      return violation.kind() == Violation.Kind.GATE && violation.signal() != 11;
    }

    private void what() {
      if (violation.kind() == Violation.Kind.SYSTEM_CALL) {
        answers.put("what", "system call %d".formatted(violation.systemCall()));
      }
      if (violation.access().isEmpty()) {
        return;
      }
      final Optional<MemoryAccess> access =
          isCall() || violation.access().get() == Violation.Access.EXECUTE
              ? Optional.empty()
              : MemoryAccess.at(
                  state.memory(), violation.instruction(), registers(), violation.address());
      answers.put(
          "what",
          switch (violation.access().get()) {
                case READ -> "read of ";
                case WRITE -> "write of ";
                case EXECUTE -> "execution at ";
              }
              + access
                  .filter(found -> found.size().isPresent())
                  .map(found -> bytes(found.size().getAsInt()) + " at ")
                  .orElse("")
              + "0x%x".formatted(violation.address())
              + access.map(found -> ", by " + found.text()).orElse(""));
      access.ifPresent(
          found ->
              found
                  .parts()
                  .forEach(
                      part ->
                          answers.put(
                              "what",
                              "%s is 0x%x%s"
                                  .formatted(part.register(), part.value(), named(part.value())))));
    }

    private static String bytes(int count) {
      return count == 1 ? "1 byte" : count + " bytes";
    }

    private String named(long value) {
      return state
          .place(value)
          .symbol()
          .map(
              symbol ->
                  ", %s of '%s'".formatted(symbol, state.cubicleName(state.place(value).owner())))
          .orElse("");
    }

    /** Only if the last signal was the one for this. */
    private Optional<SignalRegisters> registers() {
      return thread
          .map(state::signalRegisters)
          .filter(address -> address != 0)
          .map(address -> new SignalRegisters(state.memory(), address))
          .filter(registers -> registers.read("rip").orElse(0) == violation.instruction());
    }

    private void page(Place place, Optional<LivePage> page) {
      final StringBuilder line = new StringBuilder();
      line.append(
          switch (place.part()) {
            case NOTHING -> "none of a cubicle";
            case FREE -> "a page of the pool that is nobody's";
            case CODE, DATA, CONSTANTS, HEAP, STACK, THREAD_LOCAL, GUARD, MONITOR ->
                cubicle(place.owner()) + ", " + part(place);
          });
      if (state.keysInUse() && page.isPresent()) {
        line.append(", key %d".formatted(page.get().key()));
        if (page.get().isLent()) {
          line.append(", held by '%s' now".formatted(state.cubicleName(page.get().holder())));
        }
      }
      answers.put("page", line.toString());
      place
          .symbol()
          .ifPresent(
              symbol ->
                  answers.put(
                      "page",
                      "%s%s%s, linked there with the component"
                          .formatted(
                              place.part() == Place.Part.CODE ? "function " : "variable ",
                              symbol,
                              symbol.size() == 0 ? "" : " of " + bytes((int) symbol.size()))));
      if (place.origin() != 0) {
        answers.put("page", "of the pool, got by %s".formatted(names.callSite(place.origin())));
      }
    }

    private static String part(Place place) {
      return place.thread() < 0
          ? place.part().words()
          : "%s of thread %d".formatted(place.part().words(), place.thread());
    }

    /** The monitor names all keys and their owners. */
    private void pkru() {
      monitorsLine("PKRU");
    }

    private void monitorsLine(String label) {
      monitorsWords.stream()
          .filter(line -> line.startsWith("  " + label + " "))
          .findFirst()
          .ifPresent(line -> answers.put(label, line.substring(LABEL)));
    }

    private void calls() {
      for (Violation.Frame frame : violation.calls()) {
        answers.put(
            "called by",
            "%s in '%s', for %s"
                .formatted(
                    names.callSite(frame.address()),
                    state.cubicleName(frame.caller()),
                    names.function(frame.function())));
      }
    }

    private void windowsAndRemedies(Place place, LivePage page) {
      final boolean write = violation.access().filter(Violation.Access.WRITE::equals).isPresent();
      if (page.state() == PageState.PRIVATE) {
        new NearWindows(state, names, violation.cubicle(), write, violation.address())
            .explain(page, thread)
            .forEach(line -> answers.put("window", line));
      }
      final List<String> ways = new ArrayList<>();
      final Optional<ArgumentRule> argument = argumentWindow(page, write);
      argument.filter(ArgumentRule::isKnown).map(ArgumentRule::text).ifPresent(ways::add);
      ways.addAll(
          new Remedy(state).changes(violation.address(), place, page, violation.cubicle(), write));
      if (!ways.isEmpty()) {
        argument.filter(rule -> !rule.isKnown()).map(ArgumentRule::text).ifPresent(ways::add);
      }
      if (ways.isEmpty()) {
        answers.put("allowed", "by nothing: such a page is never lent");
        return;
      }
      answers.put("policy", ways.getFirst());
      ways.stream().skip(1).forEach(way -> answers.put("or", way));
    }

    /** The rule of the innermost call by the owner whose window it would have been. */
    private Optional<ArgumentRule> argumentWindow(LivePage page, boolean write) {
      return thread.stream()
          .flatMap(running -> running.frames().stream())
          .filter(frame -> frame.caller() == page.owner() && frame.function().isPresent())
          .findFirst()
          .map(
              frame -> {
                final Manifest.Function function =
                    state.image().manifest().functions().get(frame.function().getAsInt());
                return ArgumentRule.of(
                    function,
                    frame,
                    violation.address(),
                    frame.callee() != violation.cubicle(),
                    write);
              });
    }
  }

  /** The kind of the violation in words: {@code access}, {@code control-flow}, … */
  public String kind() {
    return violation.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
