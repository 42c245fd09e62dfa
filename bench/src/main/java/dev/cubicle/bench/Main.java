package dev.cubicle.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./cubicle bench}. */
@Command(
    name = "cubicle bench",
    description = "Measures the emulator, side by side with QEMU where that makes sense.",
    synopsisSubcommandLabel = "EXPERIMENT",
    subcommands = {
      SwitchCommand.class,
      CallCommand.class,
      ComputeCommand.class,
      StartupCommand.class,
      SqliteCommand.class,
      UnikraftCommand.class,
      MicroCommand.class
    })
public final class Main implements Runnable {
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  private Main() {}

  /** Ends with one of the statuses that the help names. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.getSubcommands().get("micro").setUnmatchedOptionsArePositionalParams(true);
    return commandLine
        .setParameterExceptionHandler((e, rejected) -> complain(e.getCommandLine(), e))
        .setExecutionExceptionHandler((e, failed, parsed) -> complain(failed, e));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which experiment?");
  }

  /** One line on standard error; answers the exit status. */
  private static int complain(CommandLine commandLine, Exception e) throws Exception {
    var err = commandLine.getErr();
    return switch (e) {
      case ParameterException wrong -> {
        String name = commandLine.getCommandSpec().qualifiedName();
        err.println(name + ": " + wrong.getMessage() + " (see ./" + name + " --help)");
        yield CommandLine.ExitCode.USAGE;
      }
      case BenchException without -> {
        err.println(commandLine.getCommandSpec().qualifiedName() + ": " + without.getMessage());
        yield without.status();
      }
      case InterruptedException interrupted -> INTERRUPTED;
      default -> throw e;
    };
  }
}
