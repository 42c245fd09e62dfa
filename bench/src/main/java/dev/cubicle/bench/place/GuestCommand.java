package dev.cubicle.bench.place;

import java.util.List;

/**
 * A built-in guest and what to run it with.
 *
 * @param guest its name in the catalogue
 * @param arguments what follows the name on the command line
 */
public record GuestCommand(String guest, List<String> arguments) {
  public GuestCommand {
    arguments = List.copyOf(arguments);
  }

  public static GuestCommand of(String guest, String... arguments) {
    return new GuestCommand(guest, List.of(arguments));
  }

  @Override
  public String toString() {
    return arguments.isEmpty() ? guest : guest + " " + String.join(" ", arguments);
  }
}
