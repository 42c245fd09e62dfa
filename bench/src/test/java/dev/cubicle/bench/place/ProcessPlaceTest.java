package dev.cubicle.bench.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.bench.BenchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class ProcessPlaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private static ProcessPlace shell(String script, Duration limit) {
    return new ProcessPlace("here", command -> List.of("/bin/sh", "-c", script), limit);
  }

  private static GuestRun run(String script) throws Exception {
    return shell(script, LIMIT).run(List.of(GuestCommand.of("guest"))).getFirst();
  }

  private static BenchException failure(String script, Duration limit) {
    return assertThrows(
        BenchException.class,
        () -> shell(script, limit).run(List.of(GuestCommand.of("guest", "-x"))));
  }

  @Test
  void outputIsWholeAndTheFirstByteIsNotTheLast() throws Exception {
    GuestRun run = run("printf a; sleep 1; printf 'b\\nc'");
    assertEquals("ab\nc", run.output());
    assertTrue(run.firstByte().isPositive());
    // The second byte came a second after the first, however slow this machine is.
    long started = System.nanoTime();
    GuestRun late = run("sleep 1; printf a");
    long whole = System.nanoTime() - started;
    assertTrue(late.firstByte().toMillis() >= 1000, late.firstByte().toString());
    assertTrue(late.firstByte().toNanos() <= whole);
  }

  @Test
  void everyCommandRunsInItsTurn() throws Exception {
    ProcessPlace echo =
        new ProcessPlace("here", command -> List.of("echo", command.toString()), LIMIT);
    assertEquals(
        List.of("a 1 2\n", "b\n"),
        echo.run(List.of(GuestCommand.of("a", "1", "2"), GuestCommand.of("b"))).stream()
            .map(GuestRun::output)
            .toList());
  }

  @Test
  void launcherIsCalledAsUsersCallIt() throws Exception {
    ProcessPlace place = ProcessPlace.emulated(Path.of("/bin/echo"), LIMIT);
    assertEquals("cubicle", place.name());
    assertEquals(
        "run guest --size 3\n",
        place.run(List.of(GuestCommand.of("guest", "--size", "3"))).getFirst().output());
  }

  @Test
  void nativeRunsTheImageItself() throws Exception {
    ProcessPlace place = ProcessPlace.onThisMachine(guest -> Path.of("/bin/" + guest), LIMIT);
    assertEquals(
        "native 1\n",
        place.run(List.of(GuestCommand.of("echo", place.name(), "1"))).getFirst().output());
  }

  @Test
  void failureCarriesStatusAndComplaintOnOneLine() {
    BenchException e = failure("echo first; echo oh >&2; echo no >&2; exit 7", LIMIT);
    assertEquals(BenchException.FAILED, e.status());
    assertEquals("here: guest -x ended with status 7: oh; no", e.getMessage());
  }

  @Test
  void muchOnStandardErrorBlocksNothing() throws Exception {
    assertEquals("x", run("yes | head -c 1000000 >&2; printf x").output());
  }

  @Test
  void silenceIsAFailure() {
    assertEquals(
        "here: guest -x ended with status 0 and printed nothing",
        failure("exit 0", LIMIT).getMessage());
  }

  @Test
  void guestThatHangsIsKilledWithItsChildren() {
    BenchException e = failure("echo x; sleep 1000 & sleep 1000", Duration.ofSeconds(1));
    assertEquals("here: guest -x took longer than 1 s", e.getMessage());
  }

  @Test
  void programThatIsNotThereIsMissing() {
    ProcessPlace place = ProcessPlace.emulated(Path.of("/nonexistent/cubicle"), LIMIT);
    BenchException e =
        assertThrows(BenchException.class, () -> place.run(List.of(GuestCommand.of("guest"))));
    assertEquals(BenchException.MISSING, e.status());
    assertTrue(e.getMessage().startsWith("cannot start cubicle"), e.getMessage());
  }
}
