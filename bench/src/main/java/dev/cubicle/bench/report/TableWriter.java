package dev.cubicle.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report as text: a table of medians with their spread and ratios, then the aims. */
public final class TableWriter {
  private static final String GAP = "   ";

  private TableWriter() {}

  /** The text; every line of it ends with a line feed. */
  public static String write(Report report) {
    var text = new StringBuilder();
    text.append(report.title()).append('\n');
    text.append("medians of %d rounds, alternating (least to most)%n%n".formatted(report.rounds()));
    align(tableOf(report.rows())).forEach(line -> text.append(line).append('\n'));
    text.append('\n');
    report.aims().forEach(aim -> text.append(line(aim)).append('\n'));
    text.append('\n');
    report.environment().forEach((what, value) -> text.append("%s: %s%n".formatted(what, value)));
    return text.toString();
  }

  private static List<List<String>> tableOf(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    List<String> places =
        rows.stream().flatMap(row -> row.samples().keySet().stream()).distinct().toList();
    cells.add(head(places, rows.getFirst()));
    rows.forEach(row -> cells.add(cells(places, row)));
    return cells;
  }

  /** Columns of equal width; every line has as many cells as the first. */
  public static List<String> align(List<List<String>> cells) {
    int[] widths =
        IntStream.range(0, cells.getFirst().size())
            .map(
                column ->
                    cells.stream().mapToInt(line -> line.get(column).length()).max().orElse(0))
            .toArray();
    return cells.stream().map(line -> align(line, widths)).toList();
  }

  private static List<String> head(List<String> places, Row row) {
    List<String> cells = new ArrayList<>();
    cells.add("");
    cells.addAll(places);
    row.comparisons().forEach(comparison -> cells.add(comparison.name()));
    return cells;
  }

  private static List<String> cells(List<String> places, Row row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.name());
    places.forEach(place -> cells.add(cell(row.samples().get(place), row.unit())));
    row.comparisons().forEach(comparison -> cells.add(cell(row.ratio(comparison))));
    return cells;
  }

  /** A median with its spread. */
  public static String cell(Samples samples, String unit) {
    if (samples == null) {
      return "–";
    }
    return "%s (%s–%s)"
        .formatted(
            Figures.of(samples.median(), unit),
            Figures.of(samples.least()),
            Figures.of(samples.most()));
  }

  private static String cell(OptionalDouble ratio) {
    return ratio.isPresent() ? Figures.of(ratio.getAsDouble(), "×") : "–";
  }

  /** The first column to the left, figures to the right. */
  private static String align(List<String> cells, int[] widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            i -> {
              String padding = " ".repeat(widths[i] - cells.get(i).length());
              return i == 0 ? cells.get(i) + padding : padding + cells.get(i);
            })
        .collect(Collectors.joining(GAP));
  }

  /** An aim, and whether it was met. */
  public static String line(Aim aim) {
    return "aim: %s %s %s: %s (%s)"
        .formatted(
            aim.what(),
            aim.bound().words(),
            Figures.of(aim.limit(), aim.unit()),
            aim.met() ? "met" : "missed",
            Figures.of(aim.value(), aim.unit()));
  }
}
