package dev.cubicle.cli.debug;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.cli.Session;
import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.MemoryRights;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.record.ReplayOutput;
import dev.cubicle.emulator.record.ReplayTarget;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Going backwards in a recorded run comes by the same states as going forwards. */
class ReplayTargetTest {
  private static final Resumption CONTINUE = new Resumption.Continue(Resumption.NO_SIGNAL);

  @TempDir private Path directory;

  private ReplayTarget record(String... guest) {
    final List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("run", "--record", directory.resolve("record").toString()));
    arguments.addAll(List.of(guest));
    Session.of(arguments.toArray(String[]::new));
    return new ReplayTarget(directory.resolve("record"), ReplayOutput.NONE);
  }

  /** All that a state shows. */
  private record State(long position, long[] registers, int pkru, byte[] stack) {
    static State of(ReplayTarget target) {
      final int thread = ((StopReason.OfThread) target.stopReason()).thread();
      final ThreadRegisters registers = target.registers(thread);
      final long[] values = new long[Register.values().length];
      for (Register register : Register.values()) {
        values[register.ordinal()] = registers.get(register);
      }
      return new State(
          target.position(),
          values,
          registers.pkru(),
          target.read(registers.get(Register.RSP), 256, MemoryRights.PRIVILEGED, thread));
    }

    void assertSame(State other) {
      assertEquals(position, other.position, () -> difference(other));
      assertArrayEquals(registers, other.registers, () -> difference(other));
      assertEquals(pkru, other.pkru);
      assertArrayEquals(stack, other.stack, () -> difference(other));
    }

    private String difference(State other) {
      return Arrays.toString(registers)
          + " at "
          + position
          + "\n"
          + Arrays.toString(other.registers);
    }
  }

  private static StopReason step(ReplayTarget target) {
    final int thread = ((StopReason.OfThread) target.stopReason()).thread();
    return target.resume(new Resumption.Step(thread, Resumption.NO_SIGNAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "call"})
  void stepsBackAreTheStepsForwards(String guest) {
    try (ReplayTarget target = record(guest)) {
      final List<State> states = new ArrayList<>();
      states.add(State.of(target));
      for (int i = 0; i < 60; i++) {
        assertInstanceOf(StopReason.StepDone.class, step(target));
        states.add(State.of(target));
      }
      for (int i = states.size() - 2; i >= 0; i--) {
        target.reverseStep(0);
        // A page fault shows the same instruction twice.
        while (target.position() > states.get(i).position()) {
          target.reverseStep(0);
        }
        states.get(i).assertSame(State.of(target));
      }
      assertInstanceOf(StopReason.HistoryStart.class, target.reverseStep(0));
    }
  }

  @Test
  void callsAreMetAgainBackwards() throws Exception {
    try (ReplayTarget target = record("nested-window")) {
      final CubicleImage image = CubicleImage.read(target.run().image());
      final long gate = image.symbols().named("cubicle_gate_call").getFirst().address();
      final Breakpoint call = new Breakpoint(gate);
      target.add(call);
      final List<State> forwards = new ArrayList<>();
      while (target.resume(CONTINUE) instanceof StopReason.BreakpointHit hit) {
        assertEquals(call, hit.breakpoint());
        forwards.add(State.of(target));
        assertEquals(gate, forwards.getLast().registers()[Register.RIP.ordinal()]);
      }
      assertInstanceOf(StopReason.HistoryEnd.class, target.stopReason());
      assertTrue(forwards.size() > 3, "calls: " + forwards.size());
      final State end = State.of(target);
      for (State state : forwards.reversed()) {
        assertInstanceOf(StopReason.BreakpointHit.class, target.reverseContinue());
        state.assertSame(State.of(target));
      }
      assertInstanceOf(StopReason.HistoryStart.class, target.reverseContinue());
      target.remove(call);
      target.resume(CONTINUE);
      assertInstanceOf(StopReason.HistoryEnd.class, target.stopReason());
      end.assertSame(State.of(target));
    }
  }

  @Test
  void anyPlaceCanBeGoneTo() {
    try (ReplayTarget target = record("threads")) {
      target.resume(CONTINUE);
      final State end = State.of(target);
      target.goTo(0);
      final List<State> states = new ArrayList<>();
      for (long part = 1; part < 5; part++) {
        target.goTo((end.position() >>> 31) * part / 5 << 31);
        states.add(State.of(target));
      }
      for (State state : states.reversed()) {
        target.goTo(state.position());
        state.assertSame(State.of(target));
      }
      assertThrows(IllegalArgumentException.class, () -> target.goTo(end.position() + (5L << 31)));
      target.goTo(end.position());
      end.assertSame(State.of(target));
    }
  }

  @Test
  void theLastWriteIsFound() {
    try (ReplayTarget target = record("keys")) {
      target.resume(CONTINUE);
      final int thread = ((StopReason.OfThread) target.stopReason()).thread();
      final long address = target.registers(thread).get(Register.RSP) - 64;
      final Watchpoint watchpoint = new Watchpoint(address, 8, Watchpoint.Kind.WRITE);
      assertTrue(target.add(watchpoint));
      final StopReason.Watched last =
          assertInstanceOf(StopReason.Watched.class, target.reverseContinue());
      assertTrue(last.write());
      assertEquals(last.rip(), target.registers(thread).get(Register.RIP));
      final byte[] before = target.read(address, 8, MemoryRights.PRIVILEGED, thread);
      final long place = target.position();
      // Forwards the same write stops it again, behind the instruction; then there is none.
      final StopReason.Watched again =
          assertInstanceOf(StopReason.Watched.class, target.resume(CONTINUE));
      assertEquals(last.rip(), again.rip());
      assertTrue(target.position() > place);
      assertInstanceOf(StopReason.HistoryEnd.class, target.resume(CONTINUE));
      // The write before it is another one.
      target.goTo(place);
      assertArrayEquals(before, target.read(address, 8, MemoryRights.PRIVILEGED, thread));
      assertFalse(target.reverseContinue() instanceof StopReason.HistoryEnd);
      assertTrue(target.position() < place);
    }
  }

  @Test
  void whatIsRecordedCannotBeChanged() {
    try (ReplayTarget target = record("hello")) {
      final int thread = target.threads().getFirst().id();
      final ThreadRegisters registers = target.registers(thread);
      assertThrows(IllegalArgumentException.class, () -> target.setRegisters(thread, registers));
      assertEquals(
          0,
          target.write(registers.get(Register.RSP), new byte[8], MemoryRights.PRIVILEGED, thread));
    }
  }
}
