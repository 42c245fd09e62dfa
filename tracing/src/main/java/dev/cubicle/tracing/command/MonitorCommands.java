package dev.cubicle.tracing.command;

import java.util.List;
import java.util.Optional;

/** Commands that are lines of text and answer with lines of text. */
public interface MonitorCommands {

  /**
   * What a command does.
   *
   * @param usage its name and its arguments, such as {@code windows [CUBICLE]}
   * @param words one line
   */
  record Help(String usage, String words) {

    /** The command's name. */
    public String name() {
      final int end = usage.indexOf(' ');
      return end < 0 ? usage : usage.substring(0, end);
    }
  }

  /** All commands, in the order in which to show them. */
  List<Help> help();

  /**
   * Carries a command out; the guest is stopped.
   *
   * @param line the command's name and its arguments
   * @param registers of the thread that is looked at
   * @return lines of at most 100 columns, each with its newline; empty if there is no such command
   * @throws CommandException if the arguments cannot be understood
   */
  Optional<String> execute(String line, RegisterReader registers) throws CommandException;
}
