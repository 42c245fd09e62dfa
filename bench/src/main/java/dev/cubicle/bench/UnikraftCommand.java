package dev.cubicle.bench;

import dev.cubicle.bench.experiment.Progress;
import dev.cubicle.bench.report.Environment;
import dev.cubicle.bench.unikraft.Outcome;
import dev.cubicle.bench.unikraft.UnikraftExperiment;
import dev.cubicle.bench.unikraft.Variants;
import dev.cubicle.bench.unikraft.Workload;
import dev.cubicle.guests.InstallationException;
import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cubicle bench unikraft}. */
@Command(
    name = "unikraft",
    description = {
      "A Unikraft build tree (platform linuxu) with no line of it changed: its stock image, all of "
          + "it in one cubicle, in cubicles by the policies that come with this program, and by "
          + "policies of yours. Times, calls between cubicles, what they expose to each other, and "
          + "the lines of policy that it takes.",
      "With SQLite in the tree the images insert rows into a database on the RAM file system; "
          + "others are run without arguments. Time is from a guest's first instruction to its "
          + "end. Images are built for the occasion and deleted.",
      "Aim: SQLite in seven cubicles takes no more than 3 times as long as the stock image, both "
          + "emulated."
    },
    footer = {
      "",
      "Examples:",
      "  ./cubicle bench unikraft --build unikraft/build",
      "  ./cubicle bench unikraft --build unikraft/build --policy mine.toml",
      "  ./cubicle bench unikraft --build unikraft/build --rounds 1 -- first second",
      "",
      "docs/unikraft.md tells what becomes of a build tree."
    },
    exitCodeList = {
      "0:measured",
      "1:measured, but an image was not built, or did not do what the stock one does; or with "
          + "--check the aim was missed",
      "2:wrong usage",
      "3:something is not installed",
      "4:the stock image failed, or an image took too long"
    })
final class UnikraftCommand extends MeasuringCommand {
  private static final int INCOMPLETE = 1;

  @Option(
      names = "--build",
      paramLabel = "DIR",
      required = true,
      description = "The tree: the directory that Unikraft's build wrote to.")
  private Path build;

  @Option(
      names = "--application",
      paramLabel = "NAME",
      description = "Which of the tree's images, if it has several.")
  private String application;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Measure with this policy, too; may be repeated.")
  private List<Path> policies = List.of();

  @Option(
      names = "--inserts",
      paramLabel = "N",
      defaultValue = "1000",
      description = "With SQLite: rows, each inserted on its own.")
  private int inserts;

  @Parameters(
      paramLabel = "ARGUMENT",
      arity = "0..*",
      showDefaultValue = Help.Visibility.NEVER,
      description = "Run the images with these instead.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws BenchException, InterruptedException {
    requireOptions();
    inRange("--inserts", inserts, 1, Workload.MOST_INSERTS);
    Installation installation = Installation.here();
    installation.emulated(limit());
    Map<String, String> environment = Environment.now();
    try (Variants variants = Variants.of(build, Optional.ofNullable(application))) {
      variants.want(policies);
      try (Progress progress = TerminalProgress.on("building", variants.wanted())) {
        variants.build(progress);
      }
      UnikraftExperiment experiment =
          new UnikraftExperiment(
              variants, workload(variants), rounds(), installation.launcher(), limit());
      Outcome outcome;
      try (Progress progress = TerminalProgress.on("unikraft", experiment.turns())) {
        outcome = experiment.measure(progress, environment);
      }
      PrintWriter out = spec().commandLine().getOut();
      out.print(outcome.text());
      out.flush();
      writeJson(outcome.json());
      if (!outcome.complete()) {
        return INCOMPLETE;
      }
      return checks() && !outcome.report().allAimsMet() ? AIM_MISSED : 0;
    } catch (BadInputException e) {
      throw wrong(e.getMessage());
    } catch (InstallationException e) {
      throw BenchException.missing(e.getMessage());
    } catch (IOException e) {
      throw BenchException.failed("files of the images: " + e.getMessage());
    }
  }

  private Workload workload(Variants variants) {
    return arguments.isEmpty() && variants.hasSqlite()
        ? Workload.inserts(inserts)
        : Workload.of(arguments);
  }
}
