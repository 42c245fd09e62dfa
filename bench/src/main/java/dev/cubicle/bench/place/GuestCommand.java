package dev.cubicle.bench.place;

import java.util.List;
import java.util.Map;

/**
 * A built-in guest and what to run it with.
 *
 * @param guest its name in the catalogue
 * @param arguments what follows the name on the command line
 * @param environment variables beside the place's own, by name
 */
public record GuestCommand(String guest, List<String> arguments, Map<String, String> environment) {

  /** Tells the monitor of a cubicle image how to run: docs/image.md, "Options of a run". */
  private static final String MONITOR = "CUBICLE";

  public GuestCommand {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  public static GuestCommand of(String guest, String... arguments) {
    return new GuestCommand(guest, List.of(arguments), Map.of());
  }

  /** The same with options for the monitor, {@code mpk=off} for instance. */
  public GuestCommand withMonitor(String options) {
    return new GuestCommand(guest, arguments, Map.of(MONITOR, options));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    environment.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    text.append(guest);
    arguments.forEach(argument -> text.append(' ').append(argument));
    return text.toString();
  }
}
