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
    var runs = Runs.of(EXPERIMENT, output(2_500_500), output(400_000), MANY);
    assertEquals(
        Map.of(
            "empty call to another cubicle", 2500.5,
            "the same without keys", 400.0,
            "many cubicles, 8 of them in turn", 2600.0,
            "64 cubicles in turn: each takes another's key", 31_000.0),
        EXPERIMENT.figures(runs));
  }

  @Test
  void outputWithoutATimeFails() {
    var runs = Runs.of(EXPERIMENT, output(1), "", MANY);
    assertThrows(BenchException.class, () -> EXPERIMENT.figures(runs));
    var others = Runs.of(EXPERIMENT, output(1), output(1), output(1));
    assertThrows(BenchException.class, () -> EXPERIMENT.figures(others));
  }

  private static final String MANY =
      "first : picoseconds a call, 8 cubicles in turn 2600000\n"
          + "first : picoseconds a call, 64 cubicles in turn 31000000\n";

  private static String output(long picoseconds) {
    return "first : calls 10\nfirst : picoseconds a call to another cubicle " + picoseconds + "\n";
  }
}
