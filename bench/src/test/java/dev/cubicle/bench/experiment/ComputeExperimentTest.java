package dev.cubicle.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ComputeExperimentTest {
  private static final ComputeExperiment EXPERIMENT = new ComputeExperiment(7);

  @Test
  void figureIsTheTotal() throws BenchException {
    var runs =
        Runs.of(
            EXPERIMENT,
            """
            SQLite 3.46.1, size 7, in memory
             100  INSERT into a table                                  0.012 s
                  total                                                1.234 s
            checksum 0123456789abcdef, 42 rows
            """);
    assertEquals(Map.of("SQLite, size 7", 1.234), EXPERIMENT.figures(runs));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "total 1 s", "subtotal  1.234 s", "      total     1.234 minutes"})
  void withoutATotalItFails(String output) {
    var e =
        assertThrows(BenchException.class, () -> EXPERIMENT.figures(Runs.of(EXPERIMENT, output)));
    assertEquals("sqlite-speed --size 7 --times: no total in its output", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1.5, true", "1.6, false", "0.5, true"})
  void aimIsOurTimeByThatOfQemu(double ours, boolean met) {
    List<Aim> aims = EXPERIMENT.aims(List.of(row(ours)));
    assertEquals(List.of(ours), aims.stream().map(Aim::value).toList());
    assertEquals(met, aims.getFirst().met());
  }

  @Test
  void everyComparisonHasItsRatio() {
    Row row = row(4);
    assertTrue(row.comparisons().stream().allMatch(each -> row.ratio(each).isPresent()));
  }

  private static Row row(double ours) {
    return new Row(
        "SQLite",
        "s",
        Map.of(
            "cubicle", new Samples(List.of(ours)),
            "qemu", new Samples(List.of(1.0)),
            "native", new Samples(List.of(0.25))),
        EXPERIMENT.comparisons());
  }
}
