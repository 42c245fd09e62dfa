package dev.cubicle.tracing.command;

import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.violation.ViolationExplanation;
import dev.cubicle.trampolines.BadInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The commands that show a monitor's state: {@code cubicles}, {@code why ADDRESS}, … */
public final class StateCommands implements MonitorCommands {

  /** One command: from its argument, which may be empty, to its answer. */
  @FunctionalInterface
  private interface Action {
    String answer(String argument, RegisterReader registers) throws CommandException;
  }

  private record Command(Help help, Action action) {}

  private final MonitorState state;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  public StateCommands(MonitorState state) {
    this.state = state;
    final CodeNames names = new CodeNames(state.image());
    final CubicleText cubicles = new CubicleText(state);
    final WindowText windows = new WindowText(state, names);
    final CallText calls = new CallText(state, names);
    final WhyText why = new WhyText(state, names);
    add("cubicles", "all cubicles: kind, key, pages", (_, _) -> cubicles.all());
    add(
        "windows [CUBICLE]",
        "windows of all cubicles, or of one, and buffers of calls",
        (argument, _) -> windows.all(cubicle(argument)));
    add(
        "pkru",
        "what the thread's PKRU opens, in words",
        (_, registers) -> cubicles.pkru(pkru(registers)));
    add(
        "owner ADDRESS",
        "whose memory it is, who holds its page now, and what it is part of",
        (argument, registers) -> why.owner(address(argument, registers)));
    add(
        "calls",
        "the calls across cubicles that led here, innermost first",
        (_, registers) -> calls.of(thread(registers), registers));
    add(
        "why ADDRESS",
        "who could access it now, by what, and what would have to change",
        (argument, registers) -> why.why(address(argument, registers), running(registers)));
    add(
        "violation",
        "what the guest is stopped for, and what would have allowed it",
        (_, _) -> violation(state, names));
  }

  private static String violation(MonitorState state, CodeNames names) throws CommandException {
    try {
      return ViolationExplanation.of(state, names)
          .map(ViolationExplanation::text)
          .orElse("nobody has broken isolation\n");
    } catch (BadInputException e) {
      throw new CommandException(e.getMessage());
    }
  }

  private void add(String usage, String words, Action action) {
    final Help help = new Help(usage, words);
    commands.put(help.name(), new Command(help, action));
  }

  @Override
  public List<Help> help() {
    return commands.values().stream().map(Command::help).toList();
  }

  @Override
  public Optional<String> execute(String line, RegisterReader registers) throws CommandException {
    final String[] words = line.strip().split("\\s+", 2);
    final Command command = commands.get(words[0]);
    if (command == null) {
      return Optional.empty();
    }
    final String argument = words.length > 1 ? words[1] : "";
    final boolean wanted = command.help().usage().contains(" ");
    final boolean optional = command.help().usage().contains("[");
    if (!wanted && !argument.isEmpty() || wanted && !optional && argument.isEmpty()) {
      throw new CommandException("usage: " + command.help().usage());
    }
    if (!state.booted()) {
      throw new CommandException("the monitor has not booted yet: nothing is in a cubicle");
    }
    return Optional.of(command.action().answer(argument, registers));
  }

  private Optional<Integer> cubicle(String name) throws CommandException {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    final Optional<Integer> number = state.cubicleNumber(name);
    if (number.isEmpty()) {
      throw new CommandException(name + ": there is no such cubicle");
    }
    return number;
  }

  private long address(String text, RegisterReader registers) throws CommandException {
    return AddressExpression.evaluate(text, state.image().symbols(), registers);
  }

  private static int pkru(RegisterReader registers) throws CommandException {
    final OptionalLong pkru = registers.read("pkru");
    if (pkru.isEmpty()) {
      throw new CommandException("the registers are not known");
    }
    return (int) pkru.getAsLong();
  }

  private LiveThread thread(RegisterReader registers) throws CommandException {
    return find(registers)
        .orElseThrow(() -> new CommandException("the thread is not one of the monitor's"));
  }

  private Optional<LiveThread> find(RegisterReader registers) {
    final OptionalLong block = registers.read("gs_base");
    return block.isEmpty() ? Optional.empty() : state.thread(block.getAsLong());
  }

  private Optional<Integer> running(RegisterReader registers) {
    return find(registers).map(LiveThread::cubicle);
  }
}
