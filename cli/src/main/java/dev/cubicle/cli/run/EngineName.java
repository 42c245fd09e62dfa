package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import java.util.Locale;

/** The argument of {@code --engine}. */
enum EngineName {
  EMULATED,
  NATIVE;

  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  static EngineName parse(String option) throws UsageException {
    for (EngineName engine : values()) {
      if (engine.option().equals(option)) {
        return engine;
      }
    }
    throw new UsageException("--engine %s: it is emulated or native".formatted(option));
  }
}
