package dev.cubicle.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SwitchExperimentTest {
  private static final SwitchExperiment EXPERIMENT = new SwitchExperiment(100);
  private static final String ONE = "pages=1 iterations=100 with=505.0 without=5.0 wrpkru=500.0\n";
  private static final String SIXTY_FOUR =
      "pages=64 iterations=100 with=64.0 without=65.5 wrpkru=-1.5\n";

  @Test
  void guestsAreAskedForEveryNumberOfPages() {
    assertEquals(
        List.of("wrpkru-switch 1 100 3", "wrpkru-switch 16 100 3", "wrpkru-switch 64 100 3"),
        EXPERIMENT.commands().stream().map(Object::toString).toList());
  }

  @Test
  void figureIsTheMedianOfARun() throws BenchException {
    var runs =
        Runs.of(
            EXPERIMENT,
            ONE,
            """
            pages=16 iterations=100 with=815.0 without=15.0 wrpkru=800.0
            pages=16 iterations=100 with=414.5 without=14.5 wrpkru=400.0
            pages=16 iterations=100 with=613.0 without=13.0 wrpkru=600.0
            """,
            SIXTY_FOUR);
    Map<String, Double> figures = EXPERIMENT.figures(runs);
    assertEquals(
        Map.of(
            "WRPKRU, 1 page", 500.0,
            "WRPKRU, 16 pages", 600.0,
            "WRPKRU, 64 pages", -1.5,
            "touching alone, 1 page", 5.0,
            "touching alone, 16 pages", 14.5,
            "touching alone, 64 pages", 65.5),
        figures);
    assertEquals("WRPKRU, 1 page", figures.keySet().iterator().next());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "pages=16 iterations=100 without=15.0",
        "pages=17 iterations=100 with=815.0 without=15.0 wrpkru=800.0",
        "pages=16 iterations=100 with=815.0 without=15.0 wrpkru=800.0\nand more"
      })
  void otherOutputIsAFailureThatNamesTheGuest(String output) {
    var e =
        assertThrows(
            BenchException.class,
            () -> EXPERIMENT.figures(Runs.of(EXPERIMENT, ONE, output, SIXTY_FOUR)));
    assertEquals(BenchException.FAILED, e.status());
    assertTrue(e.getMessage().contains("wrpkru-switch 16"), e.getMessage());
  }

  @Test
  void aimsAreJudgedAtSixteenPagesAndByTheDearest() {
    List<Aim> met = EXPERIMENT.aims(rows(500, 1000, 700));
    assertEquals(List.of(10.0, 1000.0), met.stream().map(Aim::value).toList());
    assertTrue(met.stream().allMatch(Aim::met));
    List<Aim> missed = EXPERIMENT.aims(rows(1100, 1050, 700));
    assertEquals(List.of(false, false), missed.stream().map(Aim::met).toList());
  }

  private static List<Row> rows(double... ours) {
    List<Row> rows = new ArrayList<>();
    for (double figure : ours) {
      rows.add(
          new Row(
              "row " + rows.size(),
              "ns",
              Map.of(
                  "cubicle", new Samples(List.of(figure)), "qemu", new Samples(List.of(10000.0))),
              EXPERIMENT.comparisons()));
    }
    return rows;
  }
}
