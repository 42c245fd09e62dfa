package dev.cubicle.oracle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A program to run.
 *
 * @param name its {@code argv[0]}, and what people call it
 * @param image a static x86-64 ELF executable
 * @param arguments what follows {@code argv[0]}; at most 60
 * @param environment its whole environment; at most 60 variables
 * @param input its standard input
 * @param limit after this long, in the guest's time, it is killed; at least a second
 */
public record Program(
    String name,
    Path image,
    List<String> arguments,
    Map<String, String> environment,
    byte[] input,
    Duration limit) {

  /** How many arguments, and how many variables, process 1 has room for. */
  static final int MAX_STRINGS = 60;

  public Program {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(image, "image");
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    input = input.clone();
    if (arguments.size() > MAX_STRINGS || environment.size() > MAX_STRINGS) {
      throw new IllegalArgumentException(
          name + ": more than " + MAX_STRINGS + " arguments or variables");
    }
    if (limit.toSeconds() < 1) {
      throw new IllegalArgumentException(name + ": a limit of less than a second");
    }
  }

  /** A program with nothing on its standard input and a minute of time. */
  public static Program of(String name, Path image, String... arguments) {
    return new Program(
        name,
        image,
        List.of(arguments),
        Map.of("PATH", "/bin", "HOME", "/tmp"),
        new byte[0],
        Duration.ofMinutes(1));
  }

  /** The same program with other standard input. */
  public Program withInput(byte[] bytes) {
    return new Program(name, image, arguments, environment, bytes, limit);
  }

  /** The same program with further variables in its environment. */
  public Program withVariables(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(further);
    return new Program(name, image, arguments, all, input, limit);
  }

  /** The same program with another time limit. */
  public Program withLimit(Duration other) {
    return new Program(name, image, arguments, environment, input, other);
  }

  /** Standard input; the caller's own copy. */
  @Override
  public byte[] input() {
    return input.clone();
  }

  /** As typed on a command line. */
  public String commandLine() {
    return arguments.isEmpty() ? name : name + " " + String.join(" ", arguments);
  }
}
