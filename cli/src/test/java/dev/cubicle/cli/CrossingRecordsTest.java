package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.tracing.crossing.Crossing;
import dev.cubicle.tracing.crossing.CrossingRecords;
import dev.cubicle.tracing.crossing.GateProbes;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of runs of built-in guests. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CrossingRecordsTest {
  private static final long PAGE = 4096;

  private ImageNames names;

  private List<Crossing> run(String guest) throws Exception {
    final CubicleImage image = CubicleImage.read(Guests.image(guest));
    names = new ImageNames(image.manifest());
    final List<Crossing> records = new ArrayList<>();
    final GateProbes gate =
        GateProbes.of(image, new CrossingRecords(names, records::add)).orElseThrow();
    try (ImageFile file = ImageFile.open(Guests.image(guest))) {
      final ProcessOptions.Builder options =
          ProcessOptions.of(file)
              .streams(
                  HostStreams.of(
                      InputStream.nullInputStream(),
                      OutputStream.nullOutputStream(),
                      OutputStream.nullOutputStream()))
              .listener(gate);
      gate.probes().forEach(options::probe);
      try (LinuxProcess process = new LinuxProcess(options.build())) {
        process.run();
      }
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(strings = {"callback", "nested-window"})
  void everyReturnIsOfTheLastCallThatHasNotReturned(String guest) throws Exception {
    final Deque<Integer> calls = new ArrayDeque<>();
    int returns = 0;
    long now = 0;
    for (Crossing record : run(guest)) {
      assertTrue(record.nanos() >= now);
      now = record.nanos();
      switch (record) {
        case Crossing.CallEntered call -> calls.push(call.function());
        case Crossing.MonitorCalled call -> calls.push(call.function());
        case Crossing.WindowChanged call -> calls.push(call.function());
        case Crossing.CallReturned end -> {
          returns++;
          assertEquals(calls.pop(), end.function());
        }
        default -> {}
      }
    }
    assertTrue(returns > 2);
  }

  @Test
  void aWindowOpensAPageFaultsAndIsRetagged() throws Exception {
    final List<Crossing> records = run("window");
    final List<String> operations =
        records.stream()
            .filter(Crossing.WindowChanged.class::isInstance)
            .map(record -> ((Crossing.WindowChanged) record).operation())
            .toList();
    assertTrue(operations.contains("cubicle_window_open_read"), operations::toString);
    final Crossing.KeyFault fault =
        records.stream()
            .filter(Crossing.KeyFault.class::isInstance)
            .map(Crossing.KeyFault.class::cast)
            .findFirst()
            .orElseThrow();
    final Crossing next = records.get(records.indexOf(fault) + 1);
    assertTrue(next instanceof Crossing.Retagged, next::toString);
    final Crossing.Retagged retagged = (Crossing.Retagged) next;
    assertEquals(fault.address() & -PAGE, retagged.address() & -PAGE);
    assertTrue(retagged.key() != fault.key(), retagged::toString);
    assertEquals(fault.cubicle(), retagged.cubicle());
  }

  @Test
  void theLastRecordOfAnIntruderIsItsViolation() throws Exception {
    final List<Crossing> records = run("intruder");
    final Crossing.Violated violation =
        records.stream()
            .filter(Crossing.Violated.class::isInstance)
            .map(Crossing.Violated.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("intruder", names.cubicle(violation.violation().cubicle()));
  }
}
