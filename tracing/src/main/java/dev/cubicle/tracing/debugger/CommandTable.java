package dev.cubicle.tracing.debugger;

import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.command.MonitorCommands.Help;
import dev.cubicle.trampolines.text.NearestNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The debugger's own commands, by their names and the beginnings of these. */
final class CommandTable {

  /** One command: from its argument, which may be empty, to its answer. */
  @FunctionalInterface
  interface Action {
    String answer(String argument) throws CommandException;
  }

  private record Command(Help help, Action action) {}

  /** What gdb's users type without thinking. */
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("b", "break"),
          Map.entry("c", "continue"),
          Map.entry("run", "continue"),
          Map.entry("r", "continue"),
          Map.entry("s", "step"),
          Map.entry("n", "next"),
          Map.entry("si", "stepi"),
          Map.entry("ni", "nexti"),
          Map.entry("p", "print"),
          Map.entry("l", "list"),
          Map.entry("d", "delete"),
          Map.entry("q", "quit"),
          Map.entry("exit", "quit"),
          Map.entry("h", "help"),
          Map.entry("backtrace", "bt"),
          Map.entry("registers", "regs"));

  private final Map<String, Command> commands = new LinkedHashMap<>();

  void add(String usage, String words, Action action) {
    final Help help = new Help(usage, words);
    commands.put(help.name(), new Command(help, action));
  }

  List<Help> help() {
    return commands.values().stream().map(Command::help).toList();
  }

  /** The answer to a line; empty if it is none of these commands. */
  Optional<String> execute(String line) throws CommandException {
    final String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    String name = SHORT.getOrDefault(words[0], words[0]);
    if (name.equals("x") || name.startsWith("x/")) {
      argument = (name.equals("x") ? "" : name.substring(1) + " ") + argument;
      name = "x/N[b|s|i]";
    }
    final Command command = commands.get(name);
    if (command == null) {
      return Optional.empty();
    }
    final String usage = command.help().usage();
    final boolean takes = usage.contains(" ");
    if (!takes && !argument.isEmpty() || takes && !usage.contains(" [") && argument.isEmpty()) {
      throw new CommandException("usage: " + usage);
    }
    return Optional.of(command.action().answer(argument));
  }

  /** What to say of a line that is no command. */
  String unknown(String line, List<Help> others) {
    final String word = line.split("\\s+", 2)[0];
    final List<String> near =
        NearestNames.of(
            word, Stream.concat(help().stream(), others.stream()).map(Help::name).toList());
    return "%s: no such command%s"
        .formatted(
            word,
            near.isEmpty()
                ? "; help lists them"
                : "; did you mean " + String.join(" or ", near) + "?");
  }
}
