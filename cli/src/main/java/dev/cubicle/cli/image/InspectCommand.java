package dev.cubicle.cli.image;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.Overview;
import dev.cubicle.trampolines.inspect.OverviewDrawing;
import dev.cubicle.trampolines.inspect.OverviewJson;
import dev.cubicle.trampolines.inspect.OverviewText;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle inspect}: who lives in an image, who may call and see whom. */
public final class InspectCommand implements Subcommand {

  private static final String JSON = "--json";
  private static final String SVG = "--svg";

  private final CommandSpec spec = CommandSpec.create().name("inspect");

  public InspectCommand() {
    spec.addOption(Options.help());
    spec.addOption(Options.file(JSON, "Write everything that the manifest says as JSON."));
    spec.addOption(Options.file(SVG, "Draw the cubicles and their calls."));
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
            "  ./cubicle inspect --svg cubicles.svg --json cubicles.json ./my-image");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final Overview overview = read(arguments);
    final String json = arguments.matchedOptionValue(JSON, null);
    if (json != null) {
      OutputFile.write(JSON, json, stream -> OverviewJson.write(overview, stream));
    }
    final String svg = arguments.matchedOptionValue(SVG, null);
    if (svg != null) {
      final byte[] drawing = OverviewDrawing.of(overview).getBytes(StandardCharsets.UTF_8);
      OutputFile.write(SVG, svg, stream -> stream.write(drawing));
    }
    host.out().print(OverviewText.of(overview));
    return ExitStatus.OK;
  }

  private static Overview read(ParseResult arguments) throws UsageException {
    try {
      return Overview.of(CubicleImage.read(ImageName.resolve(arguments)));
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
