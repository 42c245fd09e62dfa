package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run --repeatable}: two runs see the same times, ticks and random numbers. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RepeatableTest {

  private static String run(String... arguments) {
    final Session session = Session.of(arguments);
    assertEquals(0, session.status(), session::error);
    return session.text();
  }

  @Test
  void ticksComeAtTheSameCallInEveryRun() {
    final String first = run("run", "--repeatable", "linuxu", "times");
    assertTrue(first.contains("began: 17672256000"), first);
    for (int i = 0; i < 4; i++) {
      assertEquals(first, run("run", "--repeatable", "linuxu", "times"));
    }
  }

  @Test
  void withoutTheOptionTimeIsTheHosts() {
    // Not its 200 seconds of sleep, which take 200 seconds then.
    final String[] arguments = {"run", "--time-limit", "2", "linuxu", "times"};
    final Session first = Session.of(arguments);
    final Session second = Session.of(arguments);
    assertEquals(ExitStatus.TIME_LIMIT, first.status());
    assertTrue(first.text().contains("tick:"), first::text);
    assertNotEquals(first.text(), second.text());
  }

  /** What ends on a clock or on a signal does so where time is counted, too. */
  @ParameterizedTest
  @ValueSource(strings = {"linuxu", "system", "signals", "threads"})
  void guestsFindNothingAmiss(String guest) {
    final String expected = run("run", guest);
    assertEquals(expected, run("run", "--repeatable", guest));
  }

  @Test
  void theTimeLimitIsTheHosts() {
    assertEquals(
        ExitStatus.TIME_LIMIT,
        Session.of("run", "--repeatable", "--time-limit", "1", "hostile", "spin").status());
  }

  @Test
  void inputIsAwaited() {
    final Session session =
        Session.with(
            "to and fro\n".getBytes(StandardCharsets.UTF_8), "run", "--repeatable", "streams");
    assertEquals("argument 0: streams\nto and fro\n", session.text());
  }

  @Test
  void nativelyNothingIsCounted() {
    final Session session = Session.of("run", "--engine", "native", "--repeatable", "hello");
    assertEquals(2, session.status());
    assertTrue(session.complaint().contains("--repeatable"), session::error);
  }
}
