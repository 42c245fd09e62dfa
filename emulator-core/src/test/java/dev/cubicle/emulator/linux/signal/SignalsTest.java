package dev.cubicle.emulator.linux.signal;

import static dev.cubicle.emulator.linux.ScriptedGuest.DATA;
import static dev.cubicle.emulator.linux.ScriptedGuest.PROCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.ScriptedGuest;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.UserMemory;
import dev.cubicle.mpk.AccessKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Masks, queues, default actions, and what happens to faults. */
class SignalsTest {

  private static final int SIGUSR1 = 10;
  private static final int SIGUSR2 = 12;
  private static final int SIGSEGV = 11;
  private static final int REALTIME = 40;
  private static final long SET = DATA + 0x100;

  private final ScriptedGuest guest = new ScriptedGuest();
  private final UserMemory memory = guest.memory();
  private final List<Long> seen = new ArrayList<>();

  @AfterEach
  void close() {
    guest.close();
  }

  /** Code of a handler that notes its signal and {@code si_value}; answers where it is. */
  private long[] handler() {
    final long[] main = new long[1];
    guest.then(at -> at.set(Register.RIP, main[0]));
    final long handler = guest.here();
    guest.then(
        at -> {
          seen.add(at.get(Register.RDI));
          if (at.get(Register.RDI) >= 32) {
            seen.add(memory.readLong(at.get(Register.RSI) + 24));
          }
        });
    guest.then(
        at -> {
          at.set(Register.RIP, memory.readLong(at.get(Register.RSP)));
          at.set(Register.RSP, at.get(Register.RSP) + 8);
        });
    final long restorer = guest.here();
    guest.call(15);
    main[0] = guest.here();
    return new long[] {handler, restorer};
  }

  private void catches(long[] handler, int signal, long flags, long mask) {
    guest.onSignal(signal, handler[0], flags | 4, handler[1], mask);
  }

  private void block(int how, long set) {
    guest.then(at -> memory.writeLong(SET, set));
    guest.call(answer -> assertEquals(0, answer), 14, how, SET, 0, 8);
  }

  private static long bit(int signal) {
    return 1L << (signal - 1);
  }

  @Test
  void standardSignalsCoalesceRealtimeSignalsQueueInOrder() {
    final long[] handler = handler();
    catches(handler, SIGUSR1, 0, -1);
    catches(handler, REALTIME, 0, -1);
    block(0, bit(SIGUSR1) | bit(REALTIME));
    guest.call(62, PROCESS, SIGUSR1);
    guest.call(62, PROCESS, SIGUSR1);
    final long info = DATA + 0x200;
    for (int i = 1; i <= 3; i++) {
      final int value = i;
      guest.then(
          at -> {
            memory.writeInt(info + 8, -1);
            memory.writeLong(info + 24, value);
          });
      guest.call(answer -> assertEquals(0, answer), 129, PROCESS, REALTIME, info);
    }
    guest.call(answer -> assertEquals(0, answer), 127, DATA + 0x300, 8);
    guest.then(at -> assertEquals(bit(SIGUSR1) | bit(REALTIME), memory.readLong(DATA + 0x300)));
    block(1, -1);
    guest.then(
        at ->
            assertEquals(
                // The lowest number is taken first, and every later frame stacks on it: handlers
                // with all signals masked run one after the other.
                List.of(
                    (long) SIGUSR1, (long) REALTIME, 1L, (long) REALTIME, 2L, (long) REALTIME, 3L),
                seen));
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void defaultActionsKillOrDoNothing() {
    guest.call(answer -> assertEquals(0, answer), 62, PROCESS, 17);
    guest.call(answer -> assertEquals(0, answer), 62, PROCESS, 20);
    guest.call(answer -> assertEquals(0, answer), 62, PROCESS, 0);
    guest.call(answer -> assertEquals(-22, answer), 62, PROCESS, 65);
    guest.call(answer -> assertEquals(-3, answer), 62, 1, 9);
    guest.call(62, 0, 15);
    guest.exit(0);
    assertEquals(new Termination.Killed(15, Optional.empty()), guest.run());
  }

  @Test
  void killCannotBeBlockedOrCaught() {
    guest.call(answer -> assertEquals(-22, answer), 13, 9, DATA, 0, 8);
    block(2, -1);
    guest.call(200, PROCESS, 9);
    guest.exit(0);
    assertEquals(new Termination.Killed(9, Optional.empty()), guest.run());
  }

  @Test
  void aBlockedFaultKillsAndTellsEverything() {
    final long[] handler = handler();
    catches(handler, SIGSEGV, 0, 0);
    block(0, bit(SIGSEGV));
    guest.map(0x60_0000, 0x1000, 5);
    final long at = guest.here();
    guest.fault(new Exit.PageFault(0x60_0123, AccessKind.WRITE, 0x27, 5));
    final var killed = (Termination.Killed) guest.run();
    final var fault = killed.fault().orElseThrow();
    assertEquals(SIGSEGV, killed.signal());
    assertEquals(4, fault.signalCode());
    assertEquals(0x60_0123, fault.address());
    assertEquals(5, fault.key());
    assertEquals(at, fault.registers().get(Register.RIP));
    assertEquals(0x5555_5554, fault.pkru());
    assertEquals(5, fault.target().orElseThrow().key());
    assertTrue(fault.exit().orElseThrow() instanceof Exit.PageFault);
    assertTrue(seen.isEmpty());
  }

  @Test
  void arithmeticErrorsHaveTheirCodes() {
    final long at = guest.here();
    guest.fault(new Exit.Interrupt(0, false));
    final var fault = ((Termination.Killed) guest.run()).fault().orElseThrow();
    assertEquals(8, fault.signal());
    assertEquals(1, fault.signalCode(), "FPE_INTDIV");
    assertEquals(at, fault.address());
  }

  @Test
  void sigsuspendWaitsUnderItsMaskAndComesBackToTheOld() {
    final long[] handler = handler();
    catches(handler, SIGUSR1, 0, 0);
    block(2, bit(SIGUSR1) | bit(SIGUSR2));
    guest.call(62, PROCESS, SIGUSR1);
    guest.then(at -> assertEquals(List.of(), seen));
    guest.then(at -> memory.writeLong(SET, 0));
    guest.call(answer -> assertEquals(-4, answer), 130, SET, 8);
    guest.then(at -> assertEquals(List.of((long) SIGUSR1), seen));
    guest.call(answer -> assertEquals(0, answer), 14, 0, 0, DATA + 0x300, 8);
    guest.then(at -> assertEquals(bit(SIGUSR1) | bit(SIGUSR2), memory.readLong(DATA + 0x300)));
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void sigtimedwaitTakesASignalOrTimesOut() {
    block(0, bit(SIGUSR1));
    guest.call(62, PROCESS, SIGUSR1);
    guest.then(at -> memory.writeLong(SET, bit(SIGUSR1)));
    guest.call(answer -> assertEquals(SIGUSR1, answer), 128, SET, DATA + 0x400, 0, 8);
    guest.then(
        at -> {
          assertEquals(SIGUSR1, memory.readInt(DATA + 0x400));
          assertEquals(PROCESS, memory.readInt(DATA + 0x410));
          memory.writeLong(DATA + 0x500, 0);
          memory.writeLong(DATA + 0x508, 1_000_000);
        });
    guest.call(answer -> assertEquals(-11, answer), 128, SET, 0, DATA + 0x500, 8);
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }

  @Test
  void aOneShotHandlerIsResetAndIgnoredSignalsAreForgotten() {
    final long[] handler = handler();
    catches(handler, SIGUSR1, 0x8000_0000L, 0);
    block(0, bit(SIGUSR2));
    guest.call(62, PROCESS, SIGUSR2);
    guest.onSignal(SIGUSR2, 1, 0, 0, 0);
    block(1, bit(SIGUSR2));
    guest.call(62, PROCESS, SIGUSR1);
    guest.then(at -> assertEquals(List.of((long) SIGUSR1), seen));
    guest.call(62, PROCESS, SIGUSR1);
    guest.exit(0);
    assertEquals(new Termination.Killed(SIGUSR1, Optional.empty()), guest.run());
  }

  @Test
  void alternateStackIsRefusedWhenSmallOrInUse() {
    memory.writeLong(DATA, DATA + 0x1000);
    memory.writeInt(DATA + 8, 0);
    memory.writeLong(DATA + 16, 2047);
    guest.call(answer -> assertEquals(-12, answer), 131, DATA, 0);
    guest.then(at -> memory.writeLong(DATA + 16, 0x2000));
    guest.then(at -> memory.writeInt(DATA + 8, 8));
    guest.call(answer -> assertEquals(-22, answer), 131, DATA, 0);
    guest.then(at -> memory.writeInt(DATA + 8, 0));
    guest.call(answer -> assertEquals(0, answer), 131, DATA, DATA + 32);
    guest.then(at -> assertEquals(2, memory.readInt(DATA + 40), "SS_DISABLE before"));
    guest.then(at -> at.set(Register.RSP, DATA + 0x2000));
    guest.call(answer -> assertEquals(-1, answer), 131, DATA, 0);
    guest.call(answer -> assertEquals(0, answer), 131, 0, DATA + 32);
    guest.then(at -> assertEquals(1, memory.readInt(DATA + 40), "SS_ONSTACK"));
    guest.exit(0);
    assertEquals(new Termination.Exited(0), guest.run());
  }
}
