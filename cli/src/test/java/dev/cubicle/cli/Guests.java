package dev.cubicle.cli;

import dev.cubicle.guests.GuestCatalogue;
import java.nio.file.Path;

/** The built-in guests' files. */
final class Guests {

  private Guests() {}

  static Path image(String name) {
    return GuestCatalogue.installed().image(name).orElseThrow();
  }
}
