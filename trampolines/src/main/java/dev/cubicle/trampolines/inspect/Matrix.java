package dev.cubicle.trampolines.inspect;

import java.util.List;
import java.util.function.BiFunction;

/**
 * One letter for each pair of cubicles: rows and columns are those cubicles that run as themselves.
 * Columns have numbers, written downwards, so that 40 fit a terminal.
 */
final class Matrix {

  private static final int NAME = 18;
  private static final int GROUP = 5;

  private Matrix() {}

  /**
   * @param letter of row and column
   */
  static String of(
      List<Overview.Cubicle> rows,
      List<Overview.Cubicle> columns,
      BiFunction<Overview.Cubicle, Overview.Cubicle, String> letter) {
    final int digits =
        columns.stream()
            .mapToInt(column -> Integer.toString(column.number()).length())
            .max()
            .orElse(1);
    final boolean wide = columns.size() <= 20;
    final StringBuilder text = new StringBuilder();
    for (int digit = 0; digit < digits; digit++) {
      text.append(" ".repeat(NAME + 7));
      for (int i = 0; i < columns.size(); i++) {
        final String number = "%%%dd".formatted(digits).formatted(columns.get(i).number());
        cell(text, number.substring(digit, digit + 1), i, wide);
      }
      end(text);
    }
    for (Overview.Cubicle row : rows) {
      text.append("  %3d %-18s ".formatted(row.number(), Words.cut(row.name(), NAME)));
      for (int i = 0; i < columns.size(); i++) {
        cell(
            text,
            row.number() == columns.get(i).number() ? "\\" : letter.apply(row, columns.get(i)),
            i,
            wide);
      }
      end(text);
    }
    return text.toString();
  }

  private static void cell(StringBuilder text, String letter, int column, boolean wide) {
    if (wide || (column > 0 && column % GROUP == 0)) {
      text.append(' ');
    }
    text.append(letter);
  }

  private static void end(StringBuilder text) {
    while (text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
    text.append('\n');
  }
}
