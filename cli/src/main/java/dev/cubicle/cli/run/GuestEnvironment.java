package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The guest's environment variables: a few that programs expect, and what {@code --env} adds.
 * Nothing else of the host's environment reaches the guest, for it may hold secrets.
 */
final class GuestEnvironment {

  private static final Pattern TERMINAL_NAME = Pattern.compile("[A-Za-z0-9._+-]{1,32}");

  private GuestEnvironment() {}

  /**
   * As {@code NAME=value}.
   *
   * @param terminal the host's TERM; may be null
   * @param added the arguments of {@code --env}
   */
  static List<String> of(String terminal, List<String> added) throws UsageException {
    final Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    variables.put("HOME", "/root");
    variables.put(
        "TERM", terminal != null && TERMINAL_NAME.matcher(terminal).matches() ? terminal : "dumb");
    variables.put("LANG", "C.UTF-8");
    for (String variable : added) {
      final int equals = variable.indexOf('=');
      if (equals <= 0) {
        throw new UsageException("--env %s: expected NAME=VALUE".formatted(variable));
      }
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return lines(variables);
  }

  /** Variables as {@code NAME=value}. */
  static List<String> lines(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  /** The reverse of {@link #lines}, in the same order; may be changed. */
  static Map<String, String> byName(List<String> lines) {
    final Map<String, String> variables = new LinkedHashMap<>();
    for (String line : lines) {
      final int equals = line.indexOf('=');
      variables.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return variables;
  }
}
