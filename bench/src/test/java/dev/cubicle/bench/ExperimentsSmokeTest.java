package dev.cubicle.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.bench.experiment.Alternation;
import dev.cubicle.bench.experiment.ComputeExperiment;
import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.experiment.StartupExperiment;
import dev.cubicle.bench.experiment.SwitchExperiment;
import dev.cubicle.bench.place.Place;
import dev.cubicle.bench.place.ProcessPlace;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment from its commands to its aims, with a process that stands in for all places. */
@Timeout(300)
final class ExperimentsSmokeTest {
  private static final Path STAND_IN = Path.of(System.getProperty("cubicle.home"), "cubicle");

  static List<Experiment> experiments() {
    return List.of(new SwitchExperiment(10), new ComputeExperiment(1), new StartupExperiment());
  }

  private static Place standIn(String name) {
    return new ProcessPlace(
        name,
        command -> {
          List<String> line = new ArrayList<>(command.arguments());
          line.addAll(0, List.of(STAND_IN.toString(), "run", command.guest()));
          return line;
        },
        Duration.ofSeconds(120));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void everyPlaceHasItsFigures(Experiment experiment) throws Exception {
    List<Place> places = List.of(standIn("cubicle"), standIn("qemu"), standIn("native"));
    List<Row> rows =
        new Alternation(experiment, places, 2).measure(TerminalProgress.on(experiment.name(), 6));
    for (Row row : rows) {
      assertEquals(List.of("cubicle", "qemu", "native"), List.copyOf(row.samples().keySet()));
      row.samples().values().forEach(samples -> assertEquals(2, samples.values().size()));
      row.comparisons().forEach(each -> assertTrue(row.ratio(each).isPresent(), row.name()));
    }
    List<Aim> aims = experiment.aims(rows);
    assertTrue(aims.stream().noneMatch(aim -> Double.isNaN(aim.value())));
  }
}
