package dev.cubicle.cli;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** Options that several commands have. */
public final class Options {

  private Options() {}

  public static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this help.")
        .build();
  }

  /** An option that takes one word. */
  public static OptionSpec word(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option that takes one word, and may be given several times. */
  public static OptionSpec repeatable(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option that takes the name of a file. */
  public static OptionSpec file(String name, String description) {
    return word("FILE", description, name);
  }

  static OptionSpec version() {
    return OptionSpec.builder("--version")
        .versionHelp(true)
        .description("Show the version.")
        .build();
  }
}
