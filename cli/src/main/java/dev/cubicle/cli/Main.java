package dev.cubicle.cli;

import dev.cubicle.cli.attacks.AttacksCommand;
import dev.cubicle.cli.debug.DebugCommand;
import dev.cubicle.cli.graph.GraphCommand;
import dev.cubicle.cli.image.BuildCommand;
import dev.cubicle.cli.image.InspectCommand;
import dev.cubicle.cli.image.VerifyCommand;
import dev.cubicle.cli.learn.LearnCommand;
import dev.cubicle.cli.replay.ReplayCommand;
import dev.cubicle.cli.run.RunCommand;
import dev.cubicle.guests.InstallationException;
import dev.cubicle.natives.NativeLibraryException;
import dev.cubicle.trampolines.text.NearestNames;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code cubicle} command. */
public final class Main {

  /** Set, it has unexpected exceptions printed in full; for who works on this program. */
  private static final String DEBUG_VARIABLE = "CUBICLE_DEBUG";

  private final Host host;
  private final List<Subcommand> subcommands =
      List.of(
          new RunCommand(),
          new DebugCommand(),
          new ReplayCommand(),
          new GuestsCommand(),
          new BuildCommand(),
          new LearnCommand(),
          new InspectCommand(),
          new VerifyCommand(),
          new GraphCommand(),
          new AttacksCommand());
  private final CommandLine commandLine;

  Main(Host host) {
    this.host = host;
    this.commandLine = new CommandLine(topLevel());
    for (Subcommand subcommand : subcommands) {
      commandLine.addSubcommand(subcommand.spec());
    }
    // Arguments are taken as they are: "@name" may be one of a guest's.
    commandLine.setExpandAtFiles(false);
    commandLine.setOut(new PrintWriter(host.out()));
  }

  public static void main(String[] arguments) {
    System.exit(new Main(Host.ofThisProcess()).execute(arguments));
  }

  private static CommandSpec topLevel() {
    final CommandSpec spec = CommandSpec.create().name("cubicle");
    spec.addOption(Options.help());
    spec.addOption(Options.version());
    spec.versionProvider(new Version());
    spec.usageMessage()
        .customSynopsis("./cubicle COMMAND [OPTIONS]")
        .description(
            "Runs programs that isolate their parts with Memory Protection Keys, on any machine.")
        .footer(
            "",
            "Also: setup, test and bench; each has its own --help.",
            "",
            "Examples:",
            "  ./cubicle run keys                 a tour of protection keys",
            "  ./cubicle run violation            what happens to a guest that breaks a rule",
            "  ./cubicle run ./my-program --flag  a static x86-64 Linux program of yours",
            "  ./cubicle guests                   the guests that are built in",
            "  ./cubicle build --policy P -o IMG  your libraries, each in a cubicle",
            "  ./cubicle inspect IMG              who lives in an image, who may call whom",
            "  ./cubicle graph IMG -o calls.svg   who called whom in a run");
    return spec;
  }

  /** Does what the arguments say and returns the exit status; no exception leaves it. */
  int execute(String... arguments) {
    try {
      return dispatch(arguments);
    } catch (ParameterException e) {
      host.complain(explain(e));
      return ExitStatus.USAGE;
    } catch (UsageException e) {
      host.complain(e.getMessage());
      return ExitStatus.USAGE;
    } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError e) {
      return internalError(e);
    } finally {
      host.out().flush();
      host.err().flush();
    }
  }

  private int dispatch(String... arguments) throws UsageException {
    final ParseResult result = commandLine.parseArgs(arguments);
    // With --help behind it picocli lets a command pass that does not exist.
    if (!result.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(commandLine, result.unmatched());
    }
    if (CommandLine.executeHelpRequest(result) != null) {
      return ExitStatus.OK;
    }
    final ParseResult chosen = result.subcommand();
    if (chosen == null) {
      throw new UsageException("say what to do: ./cubicle --help lists the commands");
    }
    for (Subcommand subcommand : subcommands) {
      if (subcommand.spec().name().equals(chosen.commandSpec().name())) {
        return subcommand.execute(chosen, host);
      }
    }
    throw new IllegalStateException("nobody does " + chosen.commandSpec().name());
  }

  /** One line: what is wrong, what may have been meant, where help is. */
  private String explain(ParameterException e) {
    final CommandSpec command = e.getCommandLine().getCommandSpec();
    final String help = "; see ./" + command.qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched) {
      final String wrong = unmatched.getUnmatched().getFirst();
      final boolean option = wrong.startsWith("-");
      if (!option && command != commandLine.getCommandSpec()) {
        return wrong + ": one word too many" + help;
      }
      final List<String> near =
          NearestNames.of(wrong, option ? optionNames(command) : subcommandNames());
      return "there is no %s %s%s%s"
          .formatted(
              option ? "option" : "command",
              wrong,
              near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?",
              help);
    }
    return e.getMessage().lines().findFirst().orElse("wrong usage") + help;
  }

  private List<String> subcommandNames() {
    return subcommands.stream().map(subcommand -> subcommand.spec().name()).toList();
  }

  private static List<String> optionNames(CommandSpec command) {
    return command.options().stream().flatMap(option -> Stream.of(option.names())).toList();
  }

  private int internalError(Throwable e) {
    if (e instanceof InstallationException) {
      host.complain(e.getMessage());
      return ExitStatus.INTERNAL;
    }
    // A class that loads a library when it is initialised wraps what went wrong.
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NativeLibraryException missing) {
        host.complain(missing.getMessage());
        return ExitStatus.INTERNAL;
      }
    }
    if (host.environment().apply(DEBUG_VARIABLE) != null) {
      e.printStackTrace(host.err());
    }
    host.complain("internal error: " + e + " (set " + DEBUG_VARIABLE + "=1 for details)");
    return ExitStatus.INTERNAL;
  }
}
