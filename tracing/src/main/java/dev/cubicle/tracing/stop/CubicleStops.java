package dev.cubicle.tracing.stop;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.stop.CallStops.Purpose;
import dev.cubicle.tracing.violation.ViolationExplanation;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.Locale;
import java.util.Optional;

/**
 * Explains stops of an image with cubicles, and stops it before its monitor ends it for a
 * violation.
 */
public final class CubicleStops implements StopAdvisor {

  /** From the gate's last WRPKRU to the callee; more would mean that we are lost. */
  private static final int MOST_STEPS = 16;

  private final DebugTarget target;
  private final MonitorState state;
  private final CallStops calls;
  private final CodeNames names;
  private final Optional<Breakpoint> violation;

  /** Begins to watch for violations. */
  public CubicleStops(DebugTarget target, MonitorState state, CallStops calls) {
    this.target = target;
    this.state = state;
    this.calls = calls;
    this.names = new CodeNames(state.image());
    this.violation =
        state.image().symbols().named("finish").stream()
            .map(Symbols.Symbol::address)
            .filter(this::isMonitors)
            .findFirst()
            .map(address -> new Breakpoint(address, _ -> violated()));
    violation.ifPresent(target::add);
  }

  private boolean isMonitors(long address) {
    return state.image().manifest().segments().stream()
        .anyMatch(segment -> segment.holds(address) && segment.cubicle() == 0);
  }

  private boolean violated() {
    try {
      return state.violation().isPresent();
    } catch (BadInputException _) {
      return true;
    }
  }

  @Override
  public StopReason settle(StopReason reason) {
    if (!(reason instanceof StopReason.BreakpointHit hit)) {
      return reason;
    }
    calls
        .purpose(hit.breakpoint())
        .filter(Purpose.Call.class::isInstance)
        .ifPresent(_ -> enterCallee(hit.thread()));
    return hit;
  }

  private void enterCallee(int thread) {
    ThreadRegisters registers = target.registers(thread);
    final long callee = registers.get(Register.R11);
    for (int i = 0; i < MOST_STEPS && registers.get(Register.RIP) != callee; i++) {
      final StopReason step = target.resume(new Resumption.Step(thread, Resumption.NO_SIGNAL));
      if (!(step instanceof StopReason.StepDone)) {
        return;
      }
      registers = target.registers(thread);
    }
  }

  @Override
  public String words(StopReason reason) {
    return switch (reason) {
      case StopReason.KeyFault fault -> fault(fault);
      case StopReason.BreakpointHit hit -> hit(hit);
      default -> "";
    };
  }

  private String fault(StopReason.KeyFault fault) {
    final int key = fault.key();
    return "key fault: %s of 0x%x, which has key %d%s\n"
        .formatted(
            fault.access().name().toLowerCase(Locale.ROOT),
            fault.address(),
            key,
            state.booted()
                ? state
                    .page(fault.address())
                    .map(page -> " and belongs to " + state.cubicleName(page.owner()))
                    .orElse("")
                : "");
  }

  private String hit(StopReason.BreakpointHit hit) {
    if (violation.isPresent() && hit.breakpoint() == violation.get()) {
      return "the monitor ends the guest:\n" + explanation();
    }
    final Optional<Purpose> purpose = calls.purpose(hit.breakpoint());
    calls.met(hit.breakpoint());
    return purpose
        .map(
            each ->
                switch (each) {
                  case Purpose.Call _ -> call(hit.thread());
                  case Purpose.Return call -> call.words() + "\n";
                  case Purpose.Window window -> window.words() + " is called\n";
                })
        .orElse("");
  }

  /** What the guest is ended for; in the monitor's own words, if its state is damaged. */
  private String explanation() {
    try {
      return ViolationExplanation.of(state, names)
          .map(ViolationExplanation::text)
          .orElseGet(state::violationText);
    } catch (BadInputException _) {
      return state.violationText();
    }
  }

  private String call(int thread) {
    final long block = target.registers(thread).get(Register.GS_BASE);
    return state.thread(block).stream()
        .flatMap(each -> each.frames().stream())
        .findFirst()
        .map(this::words)
        .orElse("");
  }

  private String words(LiveFrame frame) {
    final int row = frame.function().orElse(-1);
    final boolean known = row >= 0 && row < state.image().manifest().functions().size();
    final StringBuilder text =
        new StringBuilder(
            "%s calls %s of %s\n"
                .formatted(
                    state.cubicleName(frame.caller()),
                    known ? state.image().manifest().functions().get(row).name() : "a function",
                    state.cubicleName(frame.callee())));
    for (LiveArgumentWindow window : frame.windows()) {
      text.append(
          "  open for this call: 0x%x to 0x%x of %s, for %s\n"
              .formatted(
                  window.start(),
                  window.end(),
                  state.cubicleName(window.owner()),
                  window.write() ? "reading and writing" : "reading"));
    }
    return text.toString();
  }
}
