package dev.cubicle.tracing.stop;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.command.MonitorCommands;
import dev.cubicle.tracing.command.RegisterReader;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Commands that stop a guest at calls between cubicles and at window operations. Calls are met in
 * the gate (gate.S of the monitor), where R11 holds the callee's address and the shadow stack has
 * the call's frame already.
 */
public final class CallStops implements MonitorCommands {
  private static final int MONITOR = 0;
  private static final String WINDOW = "cubicle_window_";

  private static final List<Help> HELP =
      List.of(
          new Help(
              "break-call [FROM] [TO] [FUNCTION]",
              "stop in the callee of such calls between cubicles; * is any"),
          new Help("next-call", "stop in the callee of the next call between cubicles, once"),
          new Help("finish-call", "stop where the call into this cubicle returns to, once"),
          new Help("break-window [CUBICLE]", "stop where windows are opened and closed"),
          new Help("break-fault [off]", "stop at accesses that a key denies"),
          new Help("stops [off]", "what these commands have set; take all of it out"));

  /** Why a breakpoint is there. */
  sealed interface Purpose {

    /** A call between cubicles. */
    record Call(String words, boolean once) implements Purpose {}

    /** A call has returned. */
    record Return(String words) implements Purpose {}

    /** A window operation. */
    record Window(String words) implements Purpose {}
  }

  private final DebugTarget target;
  private final MonitorState state;
  private final Map<Breakpoint, Purpose> stops = new LinkedHashMap<>();

  public CallStops(DebugTarget target, MonitorState state) {
    this.target = target;
    this.state = state;
  }

  /** Why a breakpoint is there; empty if it is not one of these. */
  Optional<Purpose> purpose(Breakpoint breakpoint) {
    return Optional.ofNullable(stops.get(breakpoint));
  }

  /** Takes a breakpoint out that was to stop the guest once. */
  void met(Breakpoint breakpoint) {
    final Purpose purpose = stops.get(breakpoint);
    if (purpose instanceof Purpose.Return || purpose instanceof Purpose.Call call && call.once()) {
      remove(breakpoint);
    }
  }

  private void add(Breakpoint breakpoint, Purpose purpose) {
    stops.put(breakpoint, purpose);
    target.add(breakpoint);
  }

  private void remove(Breakpoint breakpoint) {
    stops.remove(breakpoint);
    target.remove(breakpoint);
  }

  @Override
  public List<Help> help() {
    return HELP;
  }

  @Override
  public Optional<String> execute(String line, RegisterReader registers) throws CommandException {
    final List<String> words = List.of(line.strip().split("\\s+"));
    final List<String> arguments = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "break-call" -> Optional.of(breakCall(arguments));
      case "next-call" -> Optional.of(nextCall(registers));
      case "finish-call" -> Optional.of(finishCall(registers));
      case "break-window" -> Optional.of(breakWindow(arguments));
      case "break-fault" -> Optional.of(breakFault(arguments));
      case "stops" -> Optional.of(list(arguments));
      default -> Optional.empty();
    };
  }

  private String breakCall(List<String> arguments) throws CommandException {
    final CallFilter filter = CallFilter.parse(arguments, state);
    final String words = filter.words(state);
    add(
        new Breakpoint(gate("call_closed"), guest -> isCall(guest, filter)),
        new Purpose.Call(words, false));
    return "stops at " + words + "\n";
  }

  private boolean isCall(ProbedGuest guest, CallFilter filter) {
    return filter.targets().contains(guest.register(X86.R11))
        && (filter.from().isEmpty()
            || frame(guest).map(frame -> frame.caller() == filter.from().getAsInt()).orElse(false));
  }

  private Optional<LiveFrame> frame(ProbedGuest guest) {
    return state.thread(guest.register(X86.GS_BASE)).stream()
        .flatMap(thread -> thread.frames().stream())
        .findFirst();
  }

  private String nextCall(RegisterReader registers) throws CommandException {
    final long block = thread(registers).block();
    add(
        new Breakpoint(gate("call_closed"), guest -> guest.register(X86.GS_BASE) == block),
        new Purpose.Call("the next call of this thread", true));
    return "continue: the guest stops at this thread's next call to another cubicle\n";
  }

  private String finishCall(RegisterReader registers) throws CommandException {
    final LiveThread thread = thread(registers);
    // A callee that was jumped to returns to where its caller would have returned to: the gate.
    final Optional<LiveFrame> frame =
        thread.frames().stream()
            .filter(each -> each.caller() != MONITOR && !inGate(each.returnAddress()))
            .findFirst();
    if (frame.isEmpty()) {
      throw new CommandException("no other cubicle has called this one");
    }
    final LiveFrame call = frame.get();
    final String words =
        "%s has returned to %s"
            .formatted(
                state.cubicleName(thread.frames().getFirst().callee()),
                state.cubicleName(call.caller()));
    add(
        new Breakpoint(
            call.returnAddress(),
            guest ->
                guest.register(X86.GS_BASE) == thread.block()
                    && guest.register(X86.RSP) == call.rsp()),
        new Purpose.Return(words));
    return "continue: the guest stops when %s\n".formatted(words);
  }

  private String breakWindow(List<String> arguments) throws CommandException {
    final Optional<Integer> owner =
        arguments.isEmpty() ? Optional.empty() : state.cubicleNumber(arguments.getFirst());
    if (!arguments.isEmpty() && owner.isEmpty()) {
      throw new CommandException(arguments.getFirst() + ": there is no such cubicle");
    }
    add(
        new Breakpoint(gate("call_closed"), guest -> opensWindows(guest, owner)),
        new Purpose.Call("calls that open windows", false));
    int places = 0;
    for (Manifest.Function function : state.image().manifest().functions()) {
      if (function.cubicle() == MONITOR && function.name().startsWith(WINDOW)) {
        places++;
        add(
            new Breakpoint(function.target(), guest -> owner.isEmpty() || isBy(guest, owner.get())),
            new Purpose.Window(function.name()));
      }
    }
    return "stops at calls that open windows%s\n"
        .formatted(
            places == 0 ? "" : ", and at the monitor's %d window functions".formatted(places));
  }

  private boolean opensWindows(ProbedGuest guest, Optional<Integer> owner) {
    return frame(guest).map(frame -> frame.windows().stream()).stream()
        .flatMap(windows -> windows)
        .anyMatch(window -> owner.isEmpty() || window.owner() == owner.get());
  }

  private boolean isBy(ProbedGuest guest, int owner) {
    return state.thread(guest.register(X86.GS_BASE)).stream()
        .anyMatch(thread -> thread.cubicle() == owner);
  }

  private String breakFault(List<String> arguments) {
    final boolean on = !arguments.contains("off");
    target.setStopRules(target.stopRules().withKeyFaults(on));
    return on
        ? "stops at accesses that a key denies; most of them the monitor then grants\n"
        : "key faults do not stop the guest\n";
  }

  private String list(List<String> arguments) {
    if (arguments.contains("off")) {
      List.copyOf(stops.keySet()).forEach(this::remove);
      target.setStopRules(target.stopRules().withKeyFaults(false));
      return "nothing of this kind stops the guest\n";
    }
    final List<String> lines = new ArrayList<>();
    for (Purpose purpose : stops.values()) {
      lines.add(
          switch (purpose) {
            case Purpose.Call call -> call.words();
            case Purpose.Return call -> "when " + call.words();
            case Purpose.Window window -> window.words();
          });
    }
    if (target.stopRules().keyFaults()) {
      lines.add("accesses that a key denies");
    }
    return lines.isEmpty() ? "nothing\n" : String.join("\n", lines) + "\n";
  }

  private LiveThread thread(RegisterReader registers) throws CommandException {
    final OptionalLong block = registers.read("gs_base");
    return block.isPresent()
        ? state
            .thread(block.getAsLong())
            .orElseThrow(() -> new CommandException("the monitor does not know this thread yet"))
        : state.threads().getFirst();
  }

  private boolean inGate(long address) {
    final Manifest manifest = state.image().manifest();
    return address >= manifest.gateStart() && address < manifest.gateEnd();
  }

  /** The address of a symbol in the gate. */
  private long gate(String name) throws CommandException {
    return state.image().symbols().named(name).stream()
        .mapToLong(Symbols.Symbol::address)
        .filter(this::inGate)
        .findFirst()
        .orElseThrow(() -> new CommandException("the image's gate has no symbol " + name));
  }
}
