package dev.cubicle.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.BarChart;
import dev.cubicle.bench.report.Report;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SqliteExperimentTest {
  private static final SqliteExperiment EXPERIMENT = new SqliteExperiment(2, false);

  @Test
  void everyImageRunsInEveryAblation() {
    List<SqliteConfiguration> all = SqliteConfiguration.all();
    assertEquals(1 + 4 * 3, all.size());
    assertEquals(
        all.size(), all.stream().map(SqliteConfiguration::name).distinct().count(), all.toString());
    assertEquals(
        "CUBICLE=windows=off sqlite --size 2 --times",
        EXPERIMENT
            .command(new SqliteConfiguration("sqlite", 7, Optional.of(Ablation.KEYS)))
            .toString());
    assertEquals(
        "sqlite --size 2 --times", EXPERIMENT.command(SqliteConfiguration.full(7)).toString());
  }

  @Test
  void withoutKeysThisMachineRunsWhatNeedsNone() {
    assertEquals(1 + 4, EXPERIMENT.commands("native").size());
    assertEquals(13, EXPERIMENT.commands("qemu").size());
    assertEquals(13, new SqliteExperiment(2, true).commands("native").size());
  }

  @Test
  void figuresAreNamedByWhatRan() throws BenchException {
    GuestRun run =
        new GuestRun(
            EXPERIMENT.command(SqliteConfiguration.full(4)),
            "      total    1.250 s\n",
            Duration.ZERO);
    assertEquals(Map.of("4 cubicles + windows", 1.25), EXPERIMENT.figures(List.of(run)));
    GuestRun silent = new GuestRun(run.command(), "nothing", Duration.ZERO);
    assertThrows(BenchException.class, () -> EXPERIMENT.figures(List.of(silent)));
  }

  @Test
  void aimsCompareSevenCubiclesWithQemuAndWithOne() {
    List<Aim> aims = EXPERIMENT.aims(rows());
    assertEquals(0.5, aims.getFirst().value());
    assertTrue(aims.getFirst().met());
    assertEquals(3, aims.getLast().value());
    assertTrue(!aims.getLast().met());
  }

  @Test
  void slowdownsStandBesideThePaper() {
    List<String> table = Slowdowns.table(rows());
    assertEquals("slowdown against 1 cubicle   cubicle    qemu   paper", table.getFirst());
    assertEquals("7 cubicles                     3.00×   3.00×   3.89×", table.getLast());
  }

  @Test
  void drawingHasABarForEveryFigure() {
    Report report = new Report("sqlite", "SQLite <2", 1, rows(), List.of(), Map.of());
    String svg = BarChart.of(report);
    assertEquals(1 + 2 * 12 + 1, svg.split("<rect ").length - 1, svg);
    assertTrue(svg.contains("SQLite &lt;2"), svg);
    assertTrue(svg.contains("not measured here"), svg);
  }

  /** A cubicle costs what it costs; QEMU takes twice as long and has not run the plain program. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (SqliteConfiguration each : SqliteConfiguration.all()) {
      double time =
          switch (each.cubicles()) {
            case 3 -> 1.5;
            case 4 -> 2;
            case 7 -> 3;
            default -> 1;
          };
      Map<String, Samples> samples =
          each.cubicles() == 0
              ? Map.of("cubicle", new Samples(List.of(time)))
              : ImmutableMap.of(
                  "cubicle", new Samples(List.of(time)), "qemu", new Samples(List.of(2 * time)));
      rows.add(new Row(each.name(), "s", samples, EXPERIMENT.comparisons()));
    }
    return rows;
  }
}
