package dev.cubicle.emulator.linux.time;

import static dev.cubicle.emulator.linux.ScriptedGuest.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.ScriptedGuest;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.UserMemory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sleeping, timers, and the ends that time puts to a process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TimersTest {

  private static final int SIGALRM = 14;
  private static final long SA_RESTART = 0x1000_0000;
  private static final long TIME = DATA + 0x100;
  private static final long COUNT = DATA + 0x200;

  private final ScriptedGuest guest = new ScriptedGuest();
  private final UserMemory memory = guest.memory();

  @AfterEach
  void close() {
    guest.close();
  }

  /** Installs a handler that counts at {@link #COUNT}. */
  private void countSignals(int signal, long flags) {
    final long[] main = new long[1];
    guest.then(at -> at.set(Register.RIP, main[0]));
    final long handler = guest.here();
    guest.then(at -> memory.writeInt(COUNT, memory.readInt(COUNT) + 1));
    guest.then(
        at -> {
          at.set(Register.RIP, memory.readLong(at.get(Register.RSP)));
          at.set(Register.RSP, at.get(Register.RSP) + 8);
        });
    final long restorer = guest.here();
    guest.call(15);
    main[0] = guest.here();
    guest.onSignal(signal, handler, flags, restorer, 0);
  }

  private void time(long address, long seconds, long nanos) {
    memory.writeLong(address, seconds);
    memory.writeLong(address + 8, nanos);
  }

  private void spinUntilCount(int count) {
    final long spin = guest.here();
    guest.then(
        at -> {
          if (memory.readInt(COUNT) < count) {
            at.set(Register.RIP, spin);
          }
        });
  }

  @Test
  void aPeriodicTimerInterruptsASpin() {
    countSignals(SIGALRM, 0);
    time(TIME, 0, 2000);
    time(TIME + 16, 0, 1000);
    guest.call(answer -> assertEquals(0, answer), 38, 0, TIME, 0);
    spinUntilCount(5);
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void aSignalEndsANapAndTellsWhatWasLeft() {
    countSignals(SIGALRM, SA_RESTART);
    // Again and again: a slow machine may have the first one before the nap has begun.
    time(TIME, 0, 500_000);
    time(TIME + 16, 0, 20_000);
    time(DATA, 1000, 0);
    guest.call(38, 0, TIME, 0);
    guest.call(answer -> assertEquals(-4, answer), 35, DATA, DATA + 16);
    guest.then(
        at -> {
          assertTrue(memory.readInt(COUNT) >= 1);
          final long left = memory.readLong(DATA + 16);
          assertTrue(left < 1000 && left > 900, "left " + left);
        });
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void aFutexWaitRestartsBehindARestartingHandlerOnly() {
    countSignals(SIGALRM, SA_RESTART);
    time(TIME, 0, 0);
    time(TIME + 16, 0, 300_000);
    guest.call(38, 0, TIME, 0);
    // Restarted it finds the word changed, by the handler's count.
    guest.call(answer -> assertEquals(-11, answer), 202, COUNT, 0, 0, 0);
    countSignals(SIGALRM, 0);
    guest.call(38, 0, TIME, 0);
    guest.call(answer -> assertEquals(-4, answer), 202, COUNT, 0, 1, 0);
    guest.then(at -> assertEquals(2, memory.readInt(COUNT)));
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void napsLastAndBadTimesAreRefused() {
    time(DATA, 0, 15_000_000);
    time(DATA + 32, 0, 1_000_000_000);
    final long[] before = new long[1];
    guest.then(at -> before[0] = System.nanoTime());
    guest.call(answer -> assertEquals(0, answer), 35, DATA, 0);
    guest.then(at -> assertTrue(System.nanoTime() - before[0] >= 15_000_000));
    guest.call(answer -> assertEquals(-22, answer), 35, DATA + 32, 0);
    guest.call(answer -> assertEquals(-14, answer), 35, 0x1000, 0);
    guest.call(answer -> assertEquals(-22, answer), 230, 77, 0, DATA, 0);
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void aBlockedTimerSignalCountsItsOverruns() {
    final long event = DATA + 0x300;
    final int signal = 40;
    memory.writeLong(event, 0x1234);
    memory.writeInt(event + 8, signal);
    memory.writeInt(event + 12, 0);
    final long set = DATA + 0x400;
    memory.writeLong(set, 1L << (signal - 1));
    final long info = DATA + 0x500;
    time(TIME, 0, 1_000_000);
    time(TIME + 16, 0, 1_000_000);
    time(DATA, 0, 30_000_000);
    guest.call(14, 0, set, 0, 8);
    guest.call(answer -> assertEquals(0, answer), 222, 1, event, DATA + 0x600);
    guest.call(answer -> assertEquals(0, answer), 223, 0, 0, TIME, 0);
    guest.call(answer -> assertEquals(0, answer), 35, DATA, 0);
    guest.call(answer -> assertEquals(signal, answer), 128, set, info, 0, 8);
    guest.then(
        at -> {
          assertEquals(-2, memory.readInt(info + 8), "SI_TIMER");
          assertEquals(0, memory.readInt(info + 16), "si_timerid");
          final int overrun = memory.readInt(info + 20);
          assertTrue(overrun >= 20, "overrun " + overrun);
          assertEquals(0x1234, memory.readLong(info + 24), "si_value");
        });
    guest.call(answer -> assertTrue(answer >= 20), 225, 0);
    guest.call(answer -> assertEquals(0, answer), 226, 0);
    guest.call(answer -> assertEquals(-22, answer), 226, 0);
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void alarmsReplaceEachOther() {
    guest.call(answer -> assertEquals(0, answer), 37, 100);
    guest.call(answer -> assertTrue(answer > 90 && answer <= 100), 37, 0);
    guest.call(answer -> assertEquals(0, answer), 37, 0);
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void virtualTimersCountRunTimeOnly() {
    countSignals(26, 0);
    time(TIME, 0, 0);
    time(TIME + 16, 0, 300_000);
    time(DATA, 0, 400_000_000);
    guest.call(38, 1, TIME, 0);
    guest.call(answer -> assertEquals(0, answer), 35, DATA, 0);
    guest.then(at -> assertEquals(0, memory.readInt(COUNT)));
    spinUntilCount(1);
    guest.exit(1);
    assertEquals(new Termination.Exited(1), guest.run());
  }

  @Test
  void aSpinIsTimedOut() {
    guest.jump(ScriptedGuest.CODE);
    assertEquals(new Termination.TimedOut(), guest.run(Optional.of(Duration.ofMillis(50))));
  }

  @Test
  void aSleepForEverIsTimedOut() {
    guest.call(34);
    assertEquals(new Termination.TimedOut(), guest.run(Optional.of(Duration.ofMillis(50))));
  }

  @Test
  void aSleepForEverCanBeInterrupted() throws InterruptedException {
    guest.call(34);
    final Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(50);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  guest.kernel().interrupt();
                });
    guest.kernel();
    assertEquals(new Termination.Interrupted(), guest.run(Optional.empty()));
    other.join();
  }
}
