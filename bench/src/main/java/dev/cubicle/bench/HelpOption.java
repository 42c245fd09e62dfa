package dev.cubicle.bench;

import picocli.CommandLine.Option;

/** {@code --help}, as most commands have it. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This.")
  private boolean help;
}
