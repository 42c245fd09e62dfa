package dev.cubicle.cli;

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

  /** An option whose argument is the name of a file. */
  public static OptionSpec file(String name, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel("FILE")
        .description(description)
        .build();
  }

  static OptionSpec version() {
    return OptionSpec.builder("--version")
        .versionHelp(true)
        .description("Show the version.")
        .build();
  }
}
