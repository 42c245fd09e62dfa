package dev.cubicle.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StartupExperimentTest {
  private static final StartupExperiment EXPERIMENT = new StartupExperiment();

  @Test
  void figureIsTheFirstByteWhateverItIs() {
    assertEquals(
        Map.of("first byte", 0.25),
        EXPERIMENT.figures(Runs.of(EXPERIMENT, Duration.ofMillis(250), "x")));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 5, true, true", "0.6, 6, false, true", "0.4, 3.9, true, false"})
  void aimsAreHalfASecondAndATenthOfQemu(double ours, double qemu, boolean soon, boolean sooner) {
    Row row =
        new Row(
            "first byte",
            "s",
            Map.of("cubicle", new Samples(List.of(ours)), "qemu", new Samples(List.of(qemu))),
            EXPERIMENT.comparisons());
    assertEquals(
        List.of(soon, sooner), EXPERIMENT.aims(List.of(row)).stream().map(Aim::met).toList());
  }
}
