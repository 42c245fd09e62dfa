package dev.cubicle.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./cubicle bench micro}: JMH with its own options. */
@Command(
    name = "micro",
    description = "JMH benchmarks of single operations of the model and the machine.",
    customSynopsis = "cubicle bench micro [--help] [JMH OPTIONS] [REGEXP]")
final class MicroCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "This; -h is JMH's own help.")
  private boolean help;

  @Parameters(
      arity = "0..*",
      paramLabel = "JMH OPTIONS",
      description = "Such as -l (list), -f N (forks), -i N (iterations), or a benchmark's name.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws BenchException {
    try {
      CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
      if (options.shouldHelp()) {
        options.showHelp();
      } else if (options.shouldList()) {
        new Runner(options).list();
      } else {
        new Runner(options).run();
      }
      return 0;
    } catch (CommandLineOptionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (RunnerException | IOException e) {
      throw BenchException.failed(e.getMessage());
    }
  }
}
