package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.stop.StopAdvisor;
import dev.cubicle.tracing.violation.ViolationExplanation;
import dev.cubicle.trampolines.BadInputException;
import java.util.Locale;
import java.util.Optional;

/** Says why the guest stopped, where, and what has changed since it stopped last. */
final class StopTeller {
  private final Session session;
  private final CodeView code;
  private final StopPoints points;
  private final StopAdvisor advisor;
  private final ChangePanel panel = new ChangePanel();

  StopTeller(Session session, CodeView code, StopPoints points, StopAdvisor advisor) {
    this.session = session;
    this.code = code;
    this.points = points;
    this.advisor = advisor;
  }

  String tell() {
    final StringBuilder text = new StringBuilder();
    final String reason = reason(session.stop());
    if (!reason.isEmpty()) {
      text.append(reason).append('\n');
    }
    if (session.ended()) {
      return text.toString();
    }
    try {
      final Optional<String> violation = violation();
      final String advice = advisor.words(session.stop());
      text.append(violation.orElse(session.stop() instanceof StopReason.KeyFault ? "" : advice));
      text.append(where());
      session
          .state()
          .filter(MonitorState::booted)
          .ifPresent(state -> panel.changes(state).forEach(line -> text.append(line).append('\n')));
    } catch (CommandException e) {
      text.append(e.getMessage()).append('\n');
    }
    return text.toString();
  }

  private String reason(StopReason reason) {
    return switch (reason) {
      case StopReason.Started _ -> "stopped before the first instruction";
      case StopReason.StepDone _ -> "";
      case StopReason.BreakpointHit hit ->
          points.number(hit.breakpoint()).map("breakpoint %d"::formatted).orElse("");
      case StopReason.Watched watched ->
          "%s of %d bytes at %s, by %s"
              .formatted(
                  watched.write() ? "write" : "read",
                  watched.size(),
                  session.names().symbol(watched.address()),
                  session.names().code(watched.rip()));
      case StopReason.KeyFault fault ->
          "key fault: %s of 0x%x (%s), whose page has key %d"
              .formatted(
                  fault.access().name().toLowerCase(Locale.ROOT),
                  fault.address(),
                  session.names().symbol(fault.address()),
                  fault.key());
      case StopReason.Signalled signal ->
          "signal %s%s%s"
              .formatted(
                  SignalNumber.name(signal.signal()),
                  signal.address() == 0 ? "" : " for 0x%x".formatted(signal.address()),
                  signal.handled() ? "" : ", which ends the guest");
      case StopReason.Interrupted _ -> "interrupted";
      case StopReason.HistoryStart _ -> "there is nothing before this";
      case StopReason.HistoryEnd _ -> "there is nothing recorded after this";
      case StopReason.Ended ended -> end(ended.termination());
    };
  }

  private static String end(Termination termination) {
    return switch (termination) {
      case Termination.Exited exited -> "the guest has ended with status " + exited.status();
      case Termination.Killed killed ->
          "the guest was ended by " + SignalNumber.name(killed.signal());
      case Termination.TimedOut _ -> "the guest was stopped by its time limit";
      case Termination.OutOfMemory _ -> "the guest has used up its memory";
      case Termination.Interrupted _ -> "the guest was stopped";
    };
  }

  /** The explanation, where the monitor is about to end the program for a violation. */
  private Optional<String> violation() throws CommandException {
    final Optional<MonitorState> state = session.state().filter(MonitorState::booted);
    if (state.isEmpty() || !(session.stop() instanceof StopReason.BreakpointHit)) {
      return Optional.empty();
    }
    try {
      return ViolationExplanation.of(state.get(), session.names()).map(ViolationExplanation::text);
    } catch (BadInputException e) {
      throw new CommandException(e.getMessage());
    }
  }

  /** Where the thread is: cubicle, function and line, the source line or the instruction. */
  String where() throws CommandException {
    final StringBuilder text = new StringBuilder();
    final long rip = session.rip();
    text.append(session.cubicle().map(name -> session.colours().cubicle(name) + "  ").orElse(""))
        .append(session.names().code(rip))
        .append(
            session
                .live()
                .flatMap(thread -> innermost(thread, rip))
                .map(call -> "  called by " + call)
                .orElse(""))
        .append('\n');
    session
        .names()
        .line(rip)
        .map(code::sourceLine)
        .ifPresent(line -> text.append(session.colours().source(line)).append('\n'));
    final var current = code.current();
    if (current.isPresent()) {
      text.append(code.line(current.get())).append('\n');
    }
    return text.toString();
  }

  /** The call between cubicles that has just been made. */
  private Optional<String> innermost(LiveThread thread, long rip) {
    return thread.frames().stream()
        .findFirst()
        .filter(frame -> frame.function().isPresent() && frame.caller() != 0)
        .filter(frame -> target(frame) == rip)
        .map(
            frame ->
                "%s at %s"
                    .formatted(
                        session.state().orElseThrow().cubicleName(frame.caller()),
                        session.names().callSite(frame.returnAddress())));
  }

  private long target(LiveFrame frame) {
    return session
        .state()
        .orElseThrow()
        .image()
        .manifest()
        .functions()
        .get(frame.function().getAsInt())
        .target();
  }
}
