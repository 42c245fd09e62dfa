package dev.cubicle.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cubicle.bench.BenchException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallExperimentTest {
  private static final CallExperiment EXPERIMENT = new CallExperiment(10);

  @Test
  void figuresAreNanoseconds() throws BenchException {
    var runs = Runs.of(EXPERIMENT, output(2_500_500), output(400_000));
    assertEquals(
        Map.of("empty call to another cubicle", 2500.5, "the same without keys", 400.0),
        EXPERIMENT.figures(runs));
  }

  @Test
  void outputWithoutATimeFails() {
    var runs = Runs.of(EXPERIMENT, output(1), "");
    assertThrows(BenchException.class, () -> EXPERIMENT.figures(runs));
  }

  private static String output(long picoseconds) {
    return "first : calls 10\nfirst : picoseconds a call to another cubicle " + picoseconds + "\n";
  }
}
