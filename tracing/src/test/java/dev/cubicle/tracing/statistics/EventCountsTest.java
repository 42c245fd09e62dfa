package dev.cubicle.tracing.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.mpk.AccessKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCountsTest {

  private final EventCounts counts = new EventCounts();

  @Test
  void systemCallsWithTheirErrorsMostFrequentFirst() {
    call("read", 5);
    call("write", -32);
    call("write", 7);
    call("mmap", 0xffff_8000_0000_0000L);
    call("write", -4096);
    assertEquals(
        List.of(
            new SystemCallCount("write", 3, 1),
            new SystemCallCount("mmap", 1, 0),
            new SystemCallCount("read", 1, 0)),
        counts.systemCalls());
  }

  @Test
  void pkruValuesWithTheWritesThatMadeThem() {
    counts.on(new Event.ViewCreated(0x5555_5554, 1));
    counts.on(new Event.PkruWritten(0x1000, 0x5555_5554, 0x5555_5550));
    counts.on(new Event.PkruWritten(0x1000, 0x5555_5550, 0x5555_5554));
    counts.on(new Event.PkruWritten(0x1000, 0x5555_5554, 0x5555_5550));
    counts.on(new Event.PkruWritten(0x1000, 0x5555_5550, 0x5555_5550));
    assertEquals(
        List.of(new PkruCount(0x5555_5554, 1), new PkruCount(0x5555_5550, 2)), counts.pkru());
    assertEquals("keys 0, 1 open; the rest closed", counts.pkru().get(1).words());
  }

  @Test
  void everNewPkruValuesTakeNoMoreMemory() {
    for (int value = 1; value <= 100_000; value++) {
      counts.on(new Event.PkruWritten(0x1000, value - 1, value));
    }
    assertEquals(EventCounts.MOST_VALUES, counts.pkru().size());
    assertEquals(
        100_000,
        counts.pkru().stream().mapToLong(PkruCount::writes).sum() + counts.otherPkruWrites());
  }

  @Test
  void faultsSignalsAndThreads() {
    counts.on(new Event.TaskStarted(1000));
    counts.on(new Event.TaskStarted(1001));
    counts.on(new Event.TaskEnded(1001));
    counts.on(new Event.PageFaulted(1000, 0x1000, 0x2000, AccessKind.READ, 4, 0));
    counts.on(new Event.SignalDelivered(1000, 11, 1, 0x3000));
    counts.on(new Event.SignalDelivered(1000, 11, 1, 0x3000));
    assertEquals(2, counts.threads());
    assertEquals(1, counts.faults());
    assertEquals(2, counts.signals());
  }

  private void call(String name, long result) {
    counts.on(new Event.SystemCallDone(1000, 1, name, result));
  }
}
