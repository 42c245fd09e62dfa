package dev.cubicle.tracing.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class ThreadClockTest {

  private final Tally base = new Tally(0, 0, -1);
  private final Tally outer = new Tally(0, 1, 0);
  private final Tally inner = new Tally(1, 2, 1);
  private final ThreadClock clock = new ThreadClock(1, base);

  @Test
  void timeBelongsToTheInnermostCallAndTotalsToAllAroundIt() {
    clock.run(1);
    clock.enter(outer);
    clock.run(10);
    clock.enter(inner);
    clock.run(100);
    clock.leave();
    clock.run(1000);
    clock.leave();
    clock.run(10_000);
    assertEquals(10_001, base.selfNanos);
    assertEquals(1010, outer.selfNanos);
    assertEquals(1110, outer.totalNanos);
    assertEquals(100, inner.selfNanos);
    assertEquals(100, inner.totalNanos);
  }

  @Test
  void ofRecursionTheOutermostCallsTimeCounts() {
    clock.enter(outer);
    clock.run(1);
    clock.enter(inner);
    clock.run(2);
    clock.enter(outer);
    clock.run(4);
    clock.leaveAll();
    assertEquals(5, outer.selfNanos);
    assertEquals(7, outer.totalNanos);
    assertEquals(6, inner.totalNanos);
    clock.leave();
    assertSame(base, clock.top());
  }
}
