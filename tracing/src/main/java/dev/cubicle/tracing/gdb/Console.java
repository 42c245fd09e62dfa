package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.MemoryRights;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.command.MonitorCommands;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What follows {@code monitor}: the commands of others, {@code keys} and {@code help}. */
final class Console {
  private static final MonitorCommands.Help KEYS =
      new MonitorCommands.Help(
          "keys [on|off]", "whether the debugger's memory accesses respect the thread's keys");
  private static final MonitorCommands.Help HELP =
      new MonitorCommands.Help("help", "these commands");

  private final List<MonitorCommands> commands;
  private final RegisterLayout layout;
  private MemoryRights rights = MemoryRights.PRIVILEGED;

  Console(List<MonitorCommands> commands, RegisterLayout layout) {
    this.commands = List.copyOf(commands);
    this.layout = layout;
  }

  /** As whom the client accesses memory. */
  MemoryRights rights() {
    return rights;
  }

  /** The answer to a command: lines, each with its newline. */
  String execute(String line, ThreadRegisters registers) {
    final String[] words = line.strip().split("\\s+");
    try {
      for (MonitorCommands each : commands) {
        final Optional<String> answer =
            each.execute(line.strip(), name -> register(name, registers));
        if (answer.isPresent()) {
          return answer.get();
        }
      }
      return switch (words[0]) {
        case "keys" -> keys(words);
        case "help", "" -> help();
        default -> throw new CommandException(words[0] + ": no such command; try monitor help");
      };
    } catch (CommandException e) {
      return e.getMessage() + "\n";
    }
  }

  private OptionalLong register(String name, ThreadRegisters registers) {
    final Optional<Long> value = layout.byName(registers, name);
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  private String keys(String... words) throws CommandException {
    if (words.length > 1) {
      rights =
          switch (words[1]) {
            case "on" -> MemoryRights.OF_THREAD;
            case "off" -> MemoryRights.PRIVILEGED;
            default -> throw new CommandException("usage: " + KEYS.usage());
          };
    }
    return rights == MemoryRights.OF_THREAD
        ? "on: the debugger sees what the thread may see\n"
        : "off: the debugger sees all memory\n";
  }

  private String help() {
    final StringBuilder text = new StringBuilder();
    for (MonitorCommands each : commands) {
      each.help().forEach(help -> append(text, help));
    }
    append(text, KEYS);
    append(text, HELP);
    return text.toString();
  }

  private static void append(StringBuilder text, MonitorCommands.Help help) {
    text.append("%-34s %s%n".formatted(help.usage(), help.words()));
  }
}
