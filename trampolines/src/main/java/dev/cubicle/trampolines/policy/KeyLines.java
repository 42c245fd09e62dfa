package dev.cubicle.trampolines.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines on which the keys of a TOML text stand. The parser keeps no places, so this looks for
 * headers and for keys that begin a line; keys within inline tables are not found, the line of the
 * table is answered for them.
 */
final class KeyLines {

  private static final String KEY = "(?:[A-Za-z0-9_-]+|\"[^\"\\\\]*\"|'[^']*')";
  private static final String PATH = KEY + "(?:\\s*\\.\\s*" + KEY + ")*";
  private static final Pattern HEADER =
      Pattern.compile("\\s*(\\[\\[?)\\s*(" + PATH + ")\\s*\\]\\]?\\s*(?:#.*)?");
  private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(" + PATH + ")\\s*=.*");
  private static final Pattern ONE_KEY = Pattern.compile(KEY);
  private static final Pattern LONG_QUOTES = Pattern.compile("\"\"\"|'''");

  /**
   * Nobody writes a key behind so many characters; the expressions recurse with a line's length.
   */
  private static final int LONGEST_LINE = 1000;

  private final Map<List<String>, Integer> lines = new HashMap<>();

  /** How many elements each array of tables has so far. */
  private final Map<List<String>, Integer> elements = new HashMap<>();

  KeyLines(String text) {
    List<String> table = List.of();
    boolean insideText = false;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!insideText) {
        final String start = line.substring(0, Math.min(line.length(), LONGEST_LINE));
        final Matcher header = HEADER.matcher(start);
        final Matcher assignment = ASSIGNMENT.matcher(start);
        if (header.matches()) {
          table = table(keys(header.group(2)), header.group(1).length() == 2);
          for (int length = 1; length <= table.size(); length++) {
            lines.putIfAbsent(table.subList(0, length), number);
          }
        } else if (assignment.matches()) {
          lines.putIfAbsent(join(table, keys(assignment.group(1))), number);
        }
      }
      if (LONG_QUOTES.matcher(line).results().count() % 2 == 1) {
        insideText = !insideText;
      }
    }
  }

  /** The line of a key, or of what surrounds it most closely; 0 if none is known. */
  int of(List<String> path) {
    for (int length = path.size(); length > 0; length--) {
      final Integer line = lines.get(path.subList(0, length));
      if (line != null) {
        return line;
      }
    }
    return 0;
  }

  /** The path with the indices of the arrays of tables that it leads through. */
  private List<String> table(List<String> keys, boolean newElement) {
    final List<String> path = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      path.add(keys.get(i));
      if (newElement && i == keys.size() - 1) {
        elements.merge(List.copyOf(path), 1, Integer::sum);
      }
      final Integer count = elements.get(path);
      if (count != null) {
        path.add(Integer.toString(count - 1));
      }
    }
    return List.copyOf(path);
  }

  private static List<String> join(List<String> first, List<String> second) {
    final List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  private static List<String> keys(String path) {
    return ONE_KEY
        .matcher(path)
        .results()
        .map(match -> match.group())
        .map(key -> "\"'".indexOf(key.charAt(0)) < 0 ? key : key.substring(1, key.length() - 1))
        .toList();
  }
}
