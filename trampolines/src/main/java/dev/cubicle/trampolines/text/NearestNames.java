package dev.cubicle.trampolines.text;

import java.util.Comparator;
import java.util.List;

/** Finds the names that a user may have meant. */
public final class NearestNames {

  private static final int MOST = 3;

  /** Longer text is not compared letter by letter: nobody meant a name by it. */
  private static final int LONGEST = 64;

  private NearestNames() {}

  /** Up to three names that need few changes of a letter, or that begin alike; nearest first. */
  public static List<String> of(String wanted, List<String> names) {
    if (wanted.length() > LONGEST) {
      return List.of();
    }
    final int tolerance = Math.max(1, wanted.length() / 3);
    return names.stream()
        .filter(
            name ->
                distance(wanted, name) <= tolerance
                    || (wanted.length() >= 2 && name.startsWith(wanted)))
        .sorted(Comparator.comparingInt(name -> distance(wanted, name)))
        .limit(MOST)
        .toList();
  }

  /** Levenshtein's distance: letters to insert, drop or replace. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      final int[] next = new int[row.length];
      next[0] = i;
      for (int j = 1; j < row.length; j++) {
        final int replaced = row[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        next[j] = Math.min(replaced, 1 + Math.min(row[j], next[j - 1]));
      }
      row = next;
    }
    return row[to.length()];
  }
}
