package dev.cubicle.cli.graph;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.image.ImageName;
import dev.cubicle.cli.image.OutputFile;
import dev.cubicle.cli.run.CountedRun;
import dev.cubicle.cli.run.GuestName;
import dev.cubicle.cli.run.GuestOptions;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.graph.CubicleGraph;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.Overview;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle graph}: runs a guest and draws who called whom, or draws who could. */
public final class GraphCommand implements Subcommand {

  private static final String OUTPUT = "-o";
  private static final String STATIC = "--static";

  private final CommandSpec spec = CommandSpec.create().name("graph");

  public GraphCommand() {
    spec.addOption(
        Options.word(
            "FILE",
            "The picture to write: .svg, .png, .html (with a filter and the functions behind each"
                + " line) or .dot for Graphviz.",
            OUTPUT,
            "--output"));
    spec.addOption(
        OptionSpec.builder(STATIC)
            .description("Do not run the guest: draw whom each cubicle's code could call.")
            .build());
    GuestOptions.addTo(spec);
    GuestOptions.addTimeLimitTo(spec, "End the run after this time; what was seen is drawn.");
    spec.addOption(Options.help());
    spec.addPositional(ImageName.parameter());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("1..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("ARGS")
            .description("The guest's arguments; behind -- where one begins with -.")
            .build());
    spec.usageMessage()
        .customSynopsis("./cubicle graph [OPTIONS] IMAGE -o FILE [--] [ARGS]")
        .sortOptions(false)
        .description(
            "Runs a guest and draws who called whom.",
            "Boxes are cubicles, the larger the more of the time they took; lines are calls, the"
                + " wider the more. Shared cubicles and the monitor stand aside.")
        .footer(
            "",
            "The guest's streams and its exit status pass through.",
            "",
            "Examples:",
            "  ./cubicle graph sqlite -o sqlite.svg -- --size 1",
            "  ./cubicle graph --static sqlite -o could.html",
            "  ./cubicle graph ./my-image -o calls.png -- /file.db 'select 1;'");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final List<String> argv = GuestOptions.argv(arguments);
    final String guest = argv.getFirst();
    final String file = arguments.matchedOptionValue(OUTPUT, outputBehind(argv));
    if (file == null) {
      throw new UsageException("name the picture to write: -o FILE.svg, .png, .html or .dot");
    }
    final Picture picture = Picture.of(file);
    final Path path = GuestName.resolve(guest, GuestCatalogue.installed());
    final CubicleImage image = read(guest, path);
    // What cannot be written is better known before the run than after it.
    OutputFile.write(OUTPUT, file, _ -> {});
    if (arguments.hasMatchedOption(STATIC)) {
      picture.write(
          file, CubicleGraph.ofImage(title(path) + ": who could call whom", Overview.of(image)));
      return ExitStatus.OK;
    }
    final CountedRun.Counted counted =
        new CountedRun(path, argv, GuestOptions.of(arguments, host), host).run();
    if (counted.summary().isPresent()) {
      picture.write(
          file,
          CubicleGraph.ofRun(
              title(path) + ": who called whom",
              new ImageNames(image.manifest()),
              counted.summary().get()));
    }
    return counted.status();
  }

  /**
   * The picture's name behind the guest's arguments, where it is easily written: taken out of them.
   * Null if it is not there.
   */
  private static String outputBehind(List<String> argv) {
    final int at = argv.size() - 2;
    if (at < 1 || !argv.get(at).equals(OUTPUT)) {
      return null;
    }
    argv.remove(at);
    return argv.removeLast();
  }

  private static String title(Path image) {
    return String.valueOf(image.getFileName());
  }

  private static CubicleImage read(String guest, Path path) throws UsageException {
    if (!CubicleImage.isCubicleImage(path)) {
      throw new UsageException(
          guest + ": has no cubicles, or is not there; ./cubicle guests lists what is built in");
    }
    try {
      return CubicleImage.read(path);
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
