package dev.cubicle.cli.run;

import dev.cubicle.cli.Options;
import dev.cubicle.cli.UsageException;
import dev.cubicle.mpk.FetchPolicy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code --cfi}: the control-flow extension. */
public final class CfiOption {
  private static final String NAME = "--cfi";

  private CfiOption() {}

  public static OptionSpec option() {
    return Options.word(
        "none|tag-nx",
        "Whether a key that is closed denies instruction fetches too: none is what processors do,"
            + " tag-nx the extension. Default: none.",
        NAME);
  }

  /** What the user said. */
  public static FetchPolicy of(ParseResult arguments) throws UsageException {
    final String option = arguments.matchedOptionValue(NAME, FetchPolicy.NONE.option());
    try {
      return FetchPolicy.fromOption(option);
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s %s: it is none or tag-nx".formatted(NAME, option));
    }
  }
}
