package dev.cubicle.bench.experiment;

import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.TableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * By what factor the whole isolation slows SQLite down, against one cubicle, beside what the
 * CubicleOS paper measured on hardware against Unikraft (ASPLOS'21, figure 6: 24.4 s, and 38.2,
 * 52.8 and 94.9 s with 3, 4 and 7 isolated cubicles).
 */
public final class Slowdowns {
  private static final double UNIKRAFT = 24.4;
  private static final Map<Integer, Double> CUBICLE_OS = Map.of(3, 38.2, 4, 52.8, 7, 94.9);

  private Slowdowns() {}

  /** Lines of a table, one for each number of cubicles, a column for each place. */
  public static List<String> table(List<Row> rows) {
    Row one = SqliteExperiment.row(rows, SqliteConfiguration.full(1));
    List<String> places = List.copyOf(one.samples().keySet());
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("slowdown against 1 cubicle"));
    head.addAll(places);
    head.add("paper");
    cells.add(head);
    for (int cubicles : List.of(3, 4, 7)) {
      Row row = SqliteExperiment.row(rows, SqliteConfiguration.full(cubicles));
      List<String> line = new ArrayList<>(List.of(cubicles + " cubicles"));
      for (String place : places) {
        line.add(factor(slowdown(row, one, place)));
      }
      line.add(factor(Optional.of(CUBICLE_OS.get(cubicles) / UNIKRAFT)));
      cells.add(line);
    }
    return TableWriter.align(cells);
  }

  /** Against one cubicle; nothing where either was not measured. */
  static Optional<Double> slowdown(Row row, Row one, String place) {
    if (!row.samples().containsKey(place) || !one.samples().containsKey(place)) {
      return Optional.empty();
    }
    return Optional.of(row.median(place) / one.median(place));
  }

  private static String factor(Optional<Double> factor) {
    return factor.map(value -> String.format(Locale.ROOT, "%.2f×", value)).orElse("–");
  }
}
