package dev.cubicle.bench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.place.Place;
import dev.cubicle.bench.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlternationTest {
  private final List<String> turns = new ArrayList<>();

  @Test
  void placesTakeTurnsAndKeepTheirSamples() throws Exception {
    Alternation alternation =
        new Alternation(
            new StartupExperiment(), List.of(place("cubicle", 1), place("qemu", 100)), 3);
    CountedProgress recorder = new CountedProgress();
    List<Row> rows = alternation.measure(recorder);
    assertEquals(
        List.of(
            "cubicle hello",
            "qemu hello",
            "cubicle hello",
            "qemu hello",
            "cubicle hello",
            "qemu hello"),
        turns);
    assertEquals(1, rows.size());
    assertEquals(List.of(1.0, 3.0, 5.0), rows.getFirst().samples().get("cubicle").values());
    assertEquals(List.of(101.0, 103.0, 105.0), rows.getFirst().samples().get("qemu").values());
    assertEquals(alternation.turns(), recorder.count());
    assertEquals(6, recorder.count());
  }

  /** Takes as many seconds as there were turns before, and an offset. */
  private Place place(String name, int offset) {
    return new Place() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<GuestRun> run(List<GuestCommand> commands) throws BenchException {
        Duration duration = Duration.ofSeconds(offset + turns.size());
        commands.forEach(command -> turns.add(name + " " + command));
        return commands.stream().map(command -> new GuestRun(command, "x", duration)).toList();
      }
    };
  }
}
