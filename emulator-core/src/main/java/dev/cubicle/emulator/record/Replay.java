package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.BriefCalls;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.MachineOptions;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.machine.WrittenFrames;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.mpk.AccessCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A recorded run, run again: a machine without a kernel. At each event of the log guest code must
 * have come to the same place; then the kernel's effects are carried out as they were written down.
 *
 * <p>A <em>position</em> counts the events, and the instructions that the machine carried out in
 * place of the engine (WRPKRU and its like), since the start of the run.
 */
public final class Replay implements AutoCloseable {

  /** What {@link #advance} came to. */
  enum Progress {
    /** An event and its effects. */
    EVENT,
    /** A stop that is not in the log: somebody asked for it. */
    STOPPED,
    /** The end of what was recorded. */
    END
  }

  private final RecordedRun run;
  private final LogReader log;
  private final Snapshots snapshots;
  private final PhysicalMemory physical;
  private final AddressSpace space;
  private final Machine machine;
  private final Cpu cpu;
  private final WrittenFrames written;
  private final ReplayMemory memory;
  private final ReplayThreads threads;
  private final Effects effects;
  private Optional<RecordedEnd> end = Optional.empty();
  private RuntimeException failure;
  private boolean afterCall;
  private long events;
  private long carriedOutBefore;

  /** The snapshot from which the present state was reached; −1 for none. */
  private int origin = -1;

  /** The snapshot that the log comes to next. */
  private int passing;

  /**
   * Opens a record, at the start of the run.
   *
   * @param options may add to how the machine is made
   * @throws RecordException if the directory holds no record that can be replayed
   */
  public Replay(Path directory, UnaryOperator<MachineOptions> options, ReplayOutput output) {
    run = RecordedRun.load(directory);
    try {
      log = new LogReader(directory.resolve(Layout.LOG));
      snapshots =
          new Snapshots(
              directory.resolve(Layout.MEMORY), log.chunks(), run.memoryBytes() / Layout.FRAME);
    } catch (IOException e) {
      throw new RecordException(
          "%s: the record cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
    physical = memory(run.memoryBytes() + ReplayMemory.BIAS);
    space = new AddressSpace(physical, new AccessCheck(run.policy(), run.protectionKeys(), true));
    machine =
        new Machine(
            space,
            physical,
            options.apply(
                MachineOptions.DEFAULT
                    .withProtectionKeys(run.protectionKeys())
                    .withFetchPolicy(run.policy())));
    cpu = machine.cpu();
    written = new WrittenFrames(physical);
    memory = new ReplayMemory(space.image(), run.memoryBytes(), written);
    threads = new ReplayThreads(cpu);
    effects = new Effects(log, cpu, memory, threads, output);
    machine.threadIs(threads::running);
    machine.makePredictable(this::timeStamp);
    machine.answerInPlace(this::briefCall);
    try {
      restore(0);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static PhysicalMemory memory(long bytes) {
    try {
      return new PhysicalMemory(bytes);
    } catch (IllegalArgumentException e) {
      throw new RecordException(e.getMessage(), e);
    }
  }

  /** What was run. */
  public RecordedRun run() {
    return run;
  }

  /** How it ended; empty before the end was reached, and where the record was cut short. */
  public Optional<RecordedEnd> end() {
    return end;
  }

  public AddressSpace space() {
    return space;
  }

  Machine machine() {
    return machine;
  }

  Cpu cpu() {
    return cpu;
  }

  ReplayThreads threads() {
    return threads;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  /** See the class. */
  public long position() {
    return events + machine.carriedOut() - carriedOutBefore;
  }

  /** Goes to the start of the run, or another moment of which there is a snapshot. */
  void restore(int number) {
    final Snapshots.Snapshot snapshot = snapshots.get(number);
    physical.claim(snapshot.unusedFrame() + ReplayMemory.BIAS / Layout.FRAME);
    if (origin < 0) {
      snapshots.frames(snapshot, _ -> true, memory::set);
    } else {
      final BitSet changed = new BitSet();
      written.forEach(
          frame -> {
            if (frame >= ReplayMemory.BIAS) {
              changed.set((int) ReplayMemory.recorded(frame));
            }
          });
      final int from = origin;
      snapshots.frames(
          snapshot,
          frame -> changed.get(frame) || snapshots.differs(frame, from, number),
          memory::set);
    }
    final ByteReader state = snapshots.state(snapshot);
    threads.restore(state);
    memory.restore(state);
    written.clear();
    machine.trackWrites(written);
    log.seek(snapshot.chunk());
    events = snapshot.position();
    carriedOutBefore = machine.carriedOut();
    origin = number;
    passing = number + 1;
    end = Optional.empty();
    afterCall = false;
    failure = null;
  }

  /** Runs to the end of what was recorded. */
  public void runToEnd() {
    while (advance() != Progress.END) {
      // Nobody asks for stops.
    }
  }

  /** Runs guest code up to the next event and carries out its effects. */
  Progress advance() {
    while (true) {
      switch (log.peek()) {
        case -1 -> {
          return Progress.END;
        }
        case Op.END -> {
          readEnd();
          return Progress.END;
        }
        case Op.STOPPED_AT_ONCE -> {
          log.take();
          return event();
        }
        case Op.STOPPED_ANYWHERE -> {
          return search();
        }
        default -> {
          final Exit exit = machine.run();
          rethrow();
          if (!(exit instanceof Exit.Stopped)) {
            check(exit);
            return event();
          }
          if (afterCall) {
            afterCall = false;
            log.take();
            return event();
          }
          return Progress.STOPPED;
        }
      }
    }
  }

  /** Runs up to where the recorded run was stopped from outside. */
  private Progress search() {
    final LogReader.Place place = log.place();
    final StopSearch search = new StopSearch(log.take(), this::position, space.image());
    final LogReader.Place behind = log.place();
    log.seek(place);
    final Snapshots.Snapshot snapshot = snapshots.at(place.chunk());
    if (snapshot != null) {
      snapshots.changed(snapshot, search::expect);
    }
    final Probe probe = new Probe(search.rip(), search);
    machine.add(probe);
    try {
      final Exit exit = machine.run();
      rethrow();
      if (!(exit instanceof Exit.Stopped)) {
        throw diverged(cpu.get(Register.RIP), "%s instead of a stop".formatted(exit));
      }
    } finally {
      machine.remove(probe);
    }
    if (!search.found()) {
      return Progress.STOPPED;
    }
    log.seek(behind);
    return event();
  }

  private void readEnd() {
    if (end.isEmpty()) {
      final LogReader.Place place = log.place();
      final ByteReader in = log.take();
      final int status = in.number(255);
      end = Optional.of(new RecordedEnd(status, in.text(Layout.LARGEST_BLOCK)));
      log.seek(place);
    }
  }

  private Progress event() {
    events++;
    effects.carryOut();
    return Progress.EVENT;
  }

  /** Whether guest code left the machine where and why it did when it was recorded. */
  private void check(Exit exit) {
    final int op = log.peek();
    final long rip = cpu.get(Register.RIP);
    if (op != kind(exit)) {
      throw diverged(rip, "%s instead of %s".formatted(exit, name(op)));
    }
    final ByteReader in = log.take();
    final long expected = log.rip();
    if (rip != expected) {
      throw diverged(rip, "recorded at 0x%x".formatted(expected));
    }
    final boolean same =
        switch (exit) {
          case Exit.SystemCall _ -> in.number() == (cpu.get(Register.RAX) & 0xffff_ffffL);
          case Exit.PageFault fault ->
              in.number() == fault.address()
                  & in.number() == fault.access().ordinal()
                  & in.number() == fault.errorCode();
          case Exit.Interrupt interrupt ->
              in.number() == interrupt.vector() & in.number() == (interrupt.software() ? 1 : 0);
          case Exit.InvalidInstruction _, Exit.Stopped _ -> true;
        };
    if (!same) {
      throw diverged(rip, exit.toString());
    }
  }

  private static int kind(Exit exit) {
    return switch (exit) {
      case Exit.SystemCall _ -> Op.SYSTEM_CALL;
      case Exit.PageFault _ -> Op.PAGE_FAULT;
      case Exit.Interrupt _ -> Op.INTERRUPT;
      case Exit.InvalidInstruction _ -> Op.INVALID_INSTRUCTION;
      case Exit.Stopped _ -> Op.STOPPED_ANYWHERE;
    };
  }

  private static String name(int op) {
    return switch (op) {
      case Op.SYSTEM_CALL -> "a system call";
      case Op.PAGE_FAULT -> "a page fault";
      case Op.INTERRUPT -> "an exception";
      case Op.INVALID_INSTRUCTION -> "an invalid instruction";
      case Op.BRIEF_CALL -> "a brief system call";
      case Op.TIME_STAMP -> "a time stamp";
      case Op.END -> "the end";
      default -> "a stop";
    };
  }

  private RecordException diverged(long rip, String how) {
    return new RecordException(
        "the replay left the recorded path at event %d, at 0x%x: %s"
            .formatted(position(), rip, how));
  }

  /** Answers a call from within emulation; nothing may be thrown from here. */
  private BriefCalls.Verdict briefCall(BriefCalls.Registers registers) {
    if (failure != null || log.peek() != Op.BRIEF_CALL) {
      return BriefCalls.Verdict.DECLINED;
    }
    try {
      final ByteReader in = log.take();
      final long number = in.number();
      final long argument = in.number();
      if (number != (registers.number() & 0xffff_ffffL) || argument != registers.argument(0)) {
        throw new RecordException(
            "the replay left the recorded path at event %d: system call %d instead of %d"
                .formatted(position(), registers.number(), number));
      }
      registers.answer(effects.carryOutInPlace());
      events++;
    } catch (RuntimeException e) {
      failure = e;
      return BriefCalls.Verdict.STOP;
    }
    final int next = log.peek();
    afterCall = next == Op.STOPPED_AFTER_CALL;
    return afterCall || next == Op.STOPPED_ANYWHERE || next == Op.STOPPED_AT_ONCE
        ? BriefCalls.Verdict.STOP
        : BriefCalls.Verdict.GO_ON;
  }

  /** From within emulation, too. */
  private long timeStamp() {
    try {
      if (log.peek() != Op.TIME_STAMP) {
        throw new RecordException(
            "the replay left the recorded path at event %d: a time stamp instead of %s"
                .formatted(position(), name(log.peek())));
      }
      return log.take().number();
    } catch (RuntimeException e) {
      failure = e;
      machine.requestStop();
      return 0;
    }
  }

  private void rethrow() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    threads.close();
    machine.close();
    physical.close();
    try (log) {
      snapshots.close();
    } catch (IOException e) {
      throw new RecordException(e.getMessage(), e);
    }
  }
}
