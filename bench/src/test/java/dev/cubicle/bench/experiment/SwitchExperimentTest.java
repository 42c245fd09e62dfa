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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SwitchExperimentTest {
  private static final SwitchExperiment EXPERIMENT = new SwitchExperiment(100);
  private static final String ONE = lines(1, 505.0, 5.0, 500.0).repeat(8);
  private static final String SIXTY_FOUR = lines(64, 64.0, 65.5, -1.5).repeat(8);

  private static String lines(int pages, double with, double without, double wrpkru) {
    return "pages=%d iterations=100 with=%.1f without=%.1f wrpkru=%.1f%n"
        .formatted(pages, with, without, wrpkru);
  }

  @Test
  void guestsAreAskedForEveryNumberOfPages() {
    assertEquals(
        List.of("wrpkru-switch 1 100 8", "wrpkru-switch 16 100 8", "wrpkru-switch 64 100 8"),
        EXPERIMENT.commands().stream().map(Object::toString).toList());
  }

  @Test
  void figureIsTheMedianOfWhatFollowsTheWarmUp() throws BenchException {
    String warmUp = lines(16, 9999.0, 999.0, 9000.0).repeat(4);
    String warm =
        lines(16, 815.0, 15.0, 800.0)
            + lines(16, 414.5, 14.0, 400.5)
            + lines(16, 613.0, 13.0, 600.0)
            + lines(16, 712.0, 12.0, 700.0);
    var runs = Runs.of(EXPERIMENT, ONE, warmUp + warm, SIXTY_FOUR);
    Map<String, Double> figures = EXPERIMENT.figures(runs);
    assertEquals(
        Map.of(
            "WRPKRU, 1 page", 500.0,
            "WRPKRU, 16 pages", 650.0,
            "WRPKRU, 64 pages", -1.5,
            "touching alone, 1 page", 5.0,
            "touching alone, 16 pages", 13.5,
            "touching alone, 64 pages", 65.5),
        figures);
    assertEquals("WRPKRU, 1 page", figures.keySet().iterator().next());
  }

  static Stream<String> otherOutputs() {
    String line = lines(16, 815.0, 15.0, 800.0);
    return Stream.of(
        "",
        "nonsense",
        "pages=16 iterations=100 without=15.0\n".repeat(8),
        lines(17, 815.0, 15.0, 800.0).repeat(8),
        line.repeat(7),
        line.repeat(8) + "and more");
  }

  @ParameterizedTest
  @MethodSource("otherOutputs")
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
