package dev.cubicle.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cubicle.bench.report.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that commands have which measure in rounds. */
@Command(
    showDefaultValues = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured",
      "1:measured, and with --check an aim was missed",
      "2:wrong usage",
      "3:something is not installed",
      "4:a guest failed"
    })
abstract class MeasuringCommand implements Callable<Integer> {
  static final int AIM_MISSED = 1;

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each has its turn.")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures, all samples and the environment there, too.")
  private Path json;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "A guest that runs for longer has failed.")
  private int limit;

  @Option(names = "--check", description = "End with status 1 if an aim is missed.")
  private boolean check;

  final CommandSpec spec() {
    return spec;
  }

  final int rounds() {
    return rounds;
  }

  final Duration limit() {
    return Duration.ofSeconds(limit);
  }

  /** Whether a missed aim makes the command fail. */
  final boolean checks() {
    return check;
  }

  /** Refuses what can be seen to be wrong in the options that all have. */
  final void requireOptions() {
    inRange("--rounds", rounds, 1, 1000);
    inRange("--limit", limit, 1, 100_000);
    requireWritable("--json", json);
  }

  /** Refuses a number that an option cannot take. */
  final void inRange(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong("%s %d: not a number from %d to %d".formatted(option, value, least, most));
    }
  }

  /** Before minutes of measuring, not after. */
  final void requireWritable(String option, Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), option + " " + file + ": cannot be written", e);
    }
  }

  /** One line about the arguments. */
  final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Where {@code --json} says, if it does. */
  final void writeJson(JsonNode report) throws BenchException {
    if (json == null) {
      return;
    }
    try {
      JsonWriter.write(report, json);
    } catch (IOException e) {
      throw BenchException.failed("cannot write " + json + ": " + e.getMessage());
    }
  }
}
