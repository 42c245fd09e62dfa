package dev.cubicle.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One of the command's verbs. */
public interface Subcommand {

  /** Its options and help, its name included. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit status
   * @throws UsageException when the arguments make no sense
   */
  int execute(ParseResult arguments, Host host) throws UsageException;
}
