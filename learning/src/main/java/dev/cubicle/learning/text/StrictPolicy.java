package dev.cubicle.learning.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a policy without its grants. */
public final class StrictPolicy {
  private static final Pattern GRANT =
      Pattern.compile("\\s*\\[\\[\\s*(functions\\s*\\..*\\.\\s*windows|data|memory)\\s*]].*");
  private static final Pattern TABLE = Pattern.compile("\\s*\\[.*");

  private StrictPolicy() {}

  /**
   * Leaves out the tables {@code [[functions.*.windows]]}, {@code [[data]]} and {@code [[memory]]},
   * with the comments right above them. Tables that are written inline stay.
   */
  public static String of(String text) {
    final List<String> kept = new ArrayList<>();
    boolean skipping = false;
    for (String line : text.lines().toList()) {
      if (GRANT.matcher(line).matches()) {
        skipping = true;
        dropComments(kept);
      } else if (skipping && (TABLE.matcher(line).matches() || line.startsWith("#"))) {
        // A comment may be the next grant's, and is dropped with it then.
        skipping = false;
      }
      if (!skipping) {
        kept.add(line);
      }
    }
    return String.join("\n", kept) + "\n";
  }

  private static void dropComments(List<String> lines) {
    while (!lines.isEmpty() && lines.getLast().startsWith("#")) {
      lines.removeLast();
    }
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    lines.add("");
  }
}
