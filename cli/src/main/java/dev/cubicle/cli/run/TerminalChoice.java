package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import java.nio.file.Path;

/**
 * Whether a guest finds a terminal as its standard input where there is none. Unikraft's linuxu
 * platform refuses to boot without one.
 */
enum TerminalChoice {
  AUTO,
  ALWAYS,
  NEVER;

  static TerminalChoice parse(String option) throws UsageException {
    return switch (option) {
      case "auto" -> AUTO;
      case "always" -> ALWAYS;
      case "never" -> NEVER;
      default ->
          throw new UsageException("--terminal %s: it is auto, always or never".formatted(option));
    };
  }

  /** The streams that the program in {@code image} is given. */
  HostStreams apply(HostStreams streams, Path image) {
    final boolean terminal =
        switch (this) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> !streams.inputIsTerminal() && UnikraftImage.is(image);
        };
    return terminal ? streams.withTerminalInput() : streams;
  }
}
