package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.ReversibleTarget;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.command.MonitorCommands;
import dev.cubicle.tracing.command.StateCommands;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.stop.CallStops;
import dev.cubicle.tracing.stop.CubicleStops;
import dev.cubicle.tracing.stop.StopAdvisor;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Carries out a user's commands. One thread at a time, but for {@link #interrupt}. */
public final class Debugger {
  private final Session session;
  private final Execution execution;
  private final StopTeller teller;
  private final Consumer<String> output;
  private final CommandTable table = new CommandTable();
  private final List<MonitorCommands> monitor = new ArrayList<>();
  private boolean quits;

  /**
   * A debugger of a guest that is stopped.
   *
   * @param state of its monitor, if it has one
   * @param output gets text, lines with their newlines
   */
  public Debugger(
      DebugTarget target,
      CodeNames names,
      Optional<MonitorState> state,
      SourceFiles sources,
      Colours colours,
      Consumer<String> output) {
    this.session = new Session(target, names, state, colours);
    this.output = output;
    final CodeView code = new CodeView(session, sources);
    final StopPoints points = new StopPoints(session);
    final Optional<CallStops> calls = state.map(known -> new CallStops(target, known));
    final StopAdvisor advisor =
        state.isPresent()
            ? new CubicleStops(target, state.get(), calls.orElseThrow())
            : StopAdvisor.NONE;
    state.ifPresent(known -> monitor.add(new StateCommands(known)));
    calls.ifPresent(monitor::add);
    this.execution = new Execution(session, code, advisor);
    this.teller = new StopTeller(session, code, points, advisor);
    stops(points);
    runs();
    if (target instanceof ReversibleTarget recorded) {
      backwards(new Backwards(session, recorded, execution));
    }
    looks(code, new DataView(session, code), new Backtrace(session));
    table.add("help [COMMAND]", "what commands there are", this::help);
    table.add(
        "quit",
        "end the guest and the debugger",
        _ -> {
          quits = true;
          return "";
        });
  }

  private void stops(StopPoints points) {
    table.add("break SYMBOL|ADDRESS|FILE:LINE", "stop before an instruction", points::breakAt);
    table.add(
        "watch PLACE [BYTES]",
        "stop behind a write to a variable or an address",
        place -> points.watch(place, Watchpoint.Kind.WRITE));
    table.add(
        "rwatch PLACE [BYTES]",
        "stop behind a read",
        place -> points.watch(place, Watchpoint.Kind.READ));
    table.add(
        "awatch PLACE [BYTES]",
        "stop behind any access",
        place -> points.watch(place, Watchpoint.Kind.ACCESS));
    table.add("delete [NUMBER]", "forget a breakpoint or watchpoint, or all", points::delete);
    table.add("breakpoints", "all breakpoints and watchpoints", _ -> points.all());
  }

  private void runs() {
    table.add("continue", "let the guest go on", _ -> stopped(() -> execution.proceed(true)));
    table.add(
        "step", "go on to another source line, into calls", _ -> stopped(execution::stepLine));
    table.add(
        "next", "go on to another source line, over calls", _ -> stopped(execution::nextLine));
    table.add("stepi", "one instruction", _ -> stopped(execution::stepInstruction));
    table.add("nexti", "one instruction, over calls", _ -> stopped(execution::nextInstruction));
    table.add("finish", "go on until the function returns", _ -> stopped(execution::finish));
    table.add("next-call", "go on to the next call to another cubicle", _ -> goTo("next-call"));
    table.add(
        "finish-call",
        "go on until the innermost call between cubicles returns",
        _ -> goTo("finish-call"));
  }

  private void backwards(Backwards back) {
    table.add(
        "reverse-continue",
        "go back to the last breakpoint or watched access",
        _ -> stopped(back::proceed));
    table.add("reverse-step", "go back to another source line", _ -> stopped(back::stepLine));
    table.add("reverse-stepi", "go back one instruction", _ -> stopped(back::stepInstruction));
    table.add(
        "reverse-next-call",
        "go back to the last call to another cubicle",
        _ -> stopped(back::call));
    table.add(
        "last-write PLACE [BYTES]",
        "go back to the last write to a variable or an address",
        place -> lastWrite(back, place));
    table.add("position", "where in the history this is", _ -> back.position() + "\n");
    table.add(
        "goto POSITION",
        "go to a place in the history",
        position -> stopped(() -> back.goTo(position)));
  }

  private String lastWrite(Backwards back, String arguments) throws CommandException {
    final String[] words = arguments.split("\\s+");
    if (words.length > 2) {
      throw new CommandException("usage: last-write PLACE [BYTES]");
    }
    final long address = session.address(words[0]);
    final long length = words.length == 2 ? session.address(words[1]) : session.size(words[0]);
    return stopped(() -> back.write(address, length));
  }

  /** Has the monitor's command say where to stop, and goes there. */
  private String goTo(String command) throws CommandException {
    session.monitor();
    for (MonitorCommands commands : monitor) {
      if (commands.execute(command, session::read).isPresent()) {
        return stopped(() -> execution.proceed(true));
      }
    }
    throw new CommandException(command + ": not for this guest");
  }

  /** Something that lets the guest go on. */
  @FunctionalInterface
  private interface Run {
    StopReason until() throws CommandException;
  }

  private String stopped(Run run) throws CommandException {
    run.until();
    return teller.tell();
  }

  private void looks(CodeView code, DataView data, Backtrace backtrace) {
    table.add("where", "where the guest is", _ -> teller.where());
    table.add("bt", "the stack of calls across cubicles, with rights", _ -> backtrace.text());
    table.add("regs", "registers", _ -> data.registers());
    table.add(
        "x/N[b|s|i] ADDRESS", "memory: N words, bytes, a string, instructions", data::examine);
    table.add("print SYMBOL|ADDRESS|$REGISTER", "a variable or a value", data::print);
    table.add(
        "disassemble [ADDRESS]",
        "instructions, with symbols and source lines",
        place -> code.disassemble(place.isEmpty() ? session.rip() : session.address(place), 12));
    table.add(
        "list [ADDRESS]",
        "source lines",
        place -> code.list(place.isEmpty() ? session.rip() : session.address(place)));
    table.add("threads", "the guest's threads", _ -> data.threads());
    table.add("thread NUMBER", "look at another thread", this::thread);
  }

  private String thread(String argument) throws CommandException {
    try {
      session.choose(Integer.parseInt(argument));
    } catch (NumberFormatException _) {
      throw new CommandException("usage: thread NUMBER");
    }
    return teller.where();
  }

  /** What a new user should see first. */
  public void welcome() {
    output.accept(teller.tell());
  }

  /**
   * Carries out a line; its answer, or what is wrong with it, is told.
   *
   * @return false if the debugger is to end
   */
  public boolean execute(String line) {
    final String stripped = line.strip();
    if (stripped.isEmpty() || stripped.startsWith("#")) {
      return true;
    }
    try {
      output.accept(answer(stripped));
    } catch (CommandException e) {
      output.accept(e.getMessage() + "\n");
    } catch (IllegalArgumentException e) {
      // The thread has ended since.
      output.accept("that is not possible now: " + e.getMessage() + "\n");
    }
    return !quits;
  }

  private String answer(String line) throws CommandException {
    final Optional<String> own = table.execute(line);
    if (own.isPresent()) {
      return own.get();
    }
    for (MonitorCommands commands : monitor) {
      if (session.ended()) {
        throw new CommandException("the guest is over");
      }
      final Optional<String> answer = commands.execute(line, session::read);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new CommandException(table.unknown(line, monitorHelp()));
  }

  private List<MonitorCommands.Help> monitorHelp() {
    return monitor.stream()
        .flatMap(commands -> commands.help().stream())
        .filter(help -> table.help().stream().noneMatch(own -> own.name().equals(help.name())))
        .toList();
  }

  private String help(String name) throws CommandException {
    final StringBuilder text = new StringBuilder();
    Stream.concat(table.help().stream(), monitorHelp().stream())
        .filter(help -> name.isEmpty() || help.name().equals(name))
        .forEach(help -> text.append("%-34s %s%n".formatted(help.usage(), help.words())));
    if (text.isEmpty()) {
      throw new CommandException(table.unknown(name, monitorHelp()));
    }
    return text.toString();
  }

  /** The names of all commands, for completion. */
  public List<String> commands() {
    return Stream.concat(table.help().stream(), monitorHelp().stream())
        .map(MonitorCommands.Help::name)
        .toList();
  }

  /** Words that may follow a command: symbols, cubicles. */
  public Stream<String> words() {
    return Stream.concat(
        session.names().symbols().placed().stream()
            .filter(symbol -> symbol.kind() != Symbols.Kind.LABEL)
            .map(Symbols.Symbol::name),
        session.state().stream()
            .flatMap(state -> state.image().manifest().cubicles().stream())
            .map(Manifest.Cubicle::name));
  }

  /** Stops a guest that runs. From any thread. */
  public void interrupt() {
    execution.interrupt();
  }

  /** Whether the guest is over. */
  public boolean ended() {
    return session.ended();
  }
}
