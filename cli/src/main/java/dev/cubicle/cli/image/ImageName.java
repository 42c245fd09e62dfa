package dev.cubicle.cli.image;

import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.GuestName;
import dev.cubicle.guests.GuestCatalogue;
import java.nio.file.Path;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The parameter IMAGE: what {@code run} takes for a guest. */
public final class ImageName {

  private ImageName() {}

  /** Its description. */
  public static PositionalParamSpec parameter() {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .required(true)
        .type(String.class)
        .paramLabel("IMAGE")
        .description("A built-in guest's name, or a path to a cubicle image.")
        .build();
  }

  static Path resolve(ParseResult arguments) throws UsageException {
    return GuestName.resolve(arguments.matchedPositionalValue(0, ""), GuestCatalogue.installed());
  }
}
