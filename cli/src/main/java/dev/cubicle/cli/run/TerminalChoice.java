package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.trampolines.manifest.SectionNames;
import java.nio.file.Path;

/**
 * Whether a guest finds a terminal as its standard input where there is none. Unikraft's linuxu
 * platform refuses to boot without one.
 */
enum TerminalChoice {
  AUTO,
  ALWAYS,
  NEVER;

  /** Unikraft's linker scripts gather its tables in sections named so; no other program has any. */
  private static final String UNIKRAFT_SECTION = ".uk_";

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
          case AUTO -> !streams.inputIsTerminal() && isUnikraft(image);
        };
    return terminal ? streams.withTerminalInput() : streams;
  }

  private static boolean isUnikraft(Path image) {
    return SectionNames.of(image).stream().anyMatch(name -> name.startsWith(UNIKRAFT_SECTION));
  }
}
