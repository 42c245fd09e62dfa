package dev.cubicle.cli.image;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.Reasons;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.Exposure;
import dev.cubicle.trampolines.inspect.ExposureDrawing;
import dev.cubicle.trampolines.inspect.ExposureJson;
import dev.cubicle.trampolines.inspect.ExposureText;
import dev.cubicle.trampolines.inspect.Overview;
import dev.cubicle.trampolines.inspect.OverviewDrawing;
import dev.cubicle.trampolines.inspect.OverviewJson;
import dev.cubicle.trampolines.inspect.OverviewText;
import dev.cubicle.trampolines.inspect.RunExposureFile;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle inspect}: who lives in an image, who may call and see whom. */
public final class InspectCommand implements Subcommand {

  private static final String JSON = "--json";
  private static final String SVG = "--svg";
  private static final String EXPOSURE = "--exposure";
  private static final String RUN = "--run";

  private final CommandSpec spec = CommandSpec.create().name("inspect");

  public InspectCommand() {
    spec.addOption(Options.help());
    spec.addOption(Options.file(JSON, "Write everything that is shown, and more, as JSON."));
    spec.addOption(Options.file(SVG, "Draw the cubicles and their calls, or the exposure."));
    spec.addOption(
        OptionSpec.builder(EXPOSURE)
            .description("Show how much of each other's memory cubicles can touch.")
            .build());
    spec.addOption(
        Options.file(
            RUN, "With --exposure: what ./cubicle run --exposure=FILE wrote of a run of IMAGE."));
    spec.addPositional(ImageName.parameter());
    spec.usageMessage()
        .customSynopsis("./cubicle inspect [OPTIONS] IMAGE")
        .description(
            "Shows the cubicles of an image, and who may call whom.",
            "Keys, sizes, entry points, what each sees of the others' memory, system calls.")
        .footer(
            "",
            "Nothing is checked; ./cubicle verify IMAGE does that.",
            "",
            "Examples:",
            "  ./cubicle inspect ./my-image",
            "  ./cubicle inspect --svg cubicles.svg --json cubicles.json ./my-image",
            "  ./cubicle inspect --exposure --svg exposure.svg ./my-image",
            "  ./cubicle run --exposure=run.json ./my-image",
            "  ./cubicle inspect --exposure --run run.json ./my-image");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final CubicleImage image = read(arguments);
    final Overview overview = Overview.of(image);
    final Optional<Path> run = run(arguments);
    if (arguments.hasMatchedOption(EXPOSURE)) {
      final Exposure exposure =
          run.isEmpty() ? Exposure.of(overview) : overRun(overview, run.get(), image);
      json(arguments, stream -> ExposureJson.write(exposure, stream));
      svg(arguments, () -> ExposureDrawing.of(exposure));
      host.out().print(ExposureText.of(exposure));
      return ExitStatus.OK;
    }
    json(arguments, stream -> OverviewJson.write(overview, stream));
    svg(arguments, () -> OverviewDrawing.of(overview));
    host.out().print(OverviewText.of(overview));
    return ExitStatus.OK;
  }

  private static void json(ParseResult arguments, OutputFile.Content contents)
      throws UsageException {
    final String file = arguments.matchedOptionValue(JSON, null);
    if (file != null) {
      OutputFile.write(JSON, file, contents);
    }
  }

  private static void svg(ParseResult arguments, Supplier<String> drawing) throws UsageException {
    final String file = arguments.matchedOptionValue(SVG, null);
    if (file != null) {
      final byte[] text = drawing.get().getBytes(StandardCharsets.UTF_8);
      OutputFile.write(SVG, file, stream -> stream.write(text));
    }
  }

  private static Optional<Path> run(ParseResult arguments) throws UsageException {
    final String file = arguments.matchedOptionValue(RUN, null);
    if (file != null && !arguments.hasMatchedOption(EXPOSURE)) {
      throw new UsageException("--run FILE is for --exposure");
    }
    try {
      return Optional.ofNullable(file).map(Path::of);
    } catch (InvalidPathException e) {
      throw new UsageException("%s %s: %s".formatted(RUN, file, Reasons.of(e)));
    }
  }

  private static Exposure overRun(Overview overview, Path run, CubicleImage image)
      throws UsageException {
    try {
      return Exposure.of(overview, RunExposureFile.read(run, image));
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static CubicleImage read(ParseResult arguments) throws UsageException {
    try {
      return CubicleImage.read(ImageName.resolve(arguments));
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
