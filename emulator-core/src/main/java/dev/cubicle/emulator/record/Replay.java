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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  private static final long NOWHERE = Long.MAX_VALUE;
  private static final int LARGEST_STATUS = 255;

  private final RecordedRun run;
  private final LogReader log;
  private final Snapshots snapshots;
  private final PhysicalMemory physical;
  private final AddressSpace space;
  private final Machine machine;
  private final Cpu cpu;
  private final ReplayMemory memory;
  private final ReplayThreads threads;
  private final Effects effects;
  private final ExitCheck check;

  /** Frames that may differ from what they were at {@link #origin}. */
  private final WrittenFrames written;

  private Optional<RecordedEnd> end = Optional.empty();
  private RuntimeException failure;
  private boolean afterCall;
  private long events;
  private long carriedOutBefore;

  /** Where {@link #advance} is to stop. */
  private long target = NOWHERE;

  /** The snapshot that the present state is compared with; −1 for none. */
  private int origin = -1;

  /**
   * Opens a record, at the start of the run.
   *
   * @throws RecordException if the directory holds no record that can be replayed
   */
  public Replay(Path directory, ReplayOutput output) {
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
            MachineOptions.DEFAULT
                .withProtectionKeys(run.protectionKeys())
                .withFetchPolicy(run.policy()));
    cpu = machine.cpu();
    written = new WrittenFrames(physical);
    memory = new ReplayMemory(space.image(), run.memoryBytes(), written);
    threads = new ReplayThreads(cpu);
    effects = new Effects(log, cpu, memory, threads, output);
    check = new ExitCheck(log, cpu);
    machine.threadIs(threads::running);
    machine.makePredictable(this::timeStamp);
    machine.answerInPlace(this::briefCall);
    try {
      restore(moment(snapshots.get(0)));
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

  AddressSpace space() {
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

  /** A snapshot, to go to. */
  Moment moment(Snapshots.Snapshot snapshot) {
    return new Moment(
        snapshot.position(),
        0,
        new LogReader.Place(snapshot.chunk(), 0, 0, 0, 0),
        snapshot.number(),
        Map.of(),
        snapshots.state(snapshot));
  }

  /**
   * The present state, to go back to.
   *
   * @param instructions of guest code that were carried out at this position
   */
  Moment moment(long instructions) {
    final Map<Integer, byte[]> frames = new HashMap<>();
    written.forEach(
        frame -> {
          final int number = (int) ReplayMemory.recorded(frame);
          if (number >= 0) {
            frames.put(number, memory.copy(number));
          }
        });
    final ByteWriter state = new ByteWriter(1 << 16);
    threads.write(state);
    memory.write(state);
    return new Moment(position(), instructions, log.place(), origin, frames, state.copy());
  }

  /** Goes to another state. */
  void restore(Moment moment) {
    final Snapshots.Snapshot snapshot = snapshots.get(moment.origin());
    physical.claim(snapshot.unusedFrame() + ReplayMemory.BIAS / Layout.FRAME);
    for (int number : differing(moment)) {
      memory.set(
          number,
          moment.frames().containsKey(number)
              ? moment.frames().get(number)
              : snapshots.frame(number, moment.origin()));
    }
    final ByteReader state = new ByteReader();
    state.open(moment.state(), moment.state().length);
    threads.restore(state);
    memory.restore(state);
    originIs(moment.origin());
    moment.frames().keySet().forEach(number -> written.add(memory.ours(number)));
    log.seek(moment.place());
    events = moment.position();
    carriedOutBefore = machine.carriedOut();
    target = NOWHERE;
    end = Optional.empty();
    afterCall = false;
    failure = null;
  }

  /** The frames that may have to be changed to get there. */
  private Set<Integer> differing(Moment moment) {
    if (origin < 0) {
      return snapshots.known();
    }
    final Set<Integer> differing = new HashSet<>(moment.frames().keySet());
    written.forEach(
        frame -> {
          final int number = (int) ReplayMemory.recorded(frame);
          if (number >= 0) {
            differing.add(number);
          }
        });
    if (origin != moment.origin()) {
      for (int number : snapshots.known()) {
        if (snapshots.differs(number, origin, moment.origin())) {
          differing.add(number);
        }
      }
    }
    return differing;
  }

  /** The present state is that of a snapshot. */
  private void originIs(int number) {
    origin = number;
    written.clear();
    machine.trackWrites(written);
  }

  /** Runs to the end of what was recorded. */
  public void runToEnd() {
    target = NOWHERE;
    machine.stopAtCarriedOut(-1);
    while (advance() != Progress.END) {
      // Nobody asks for stops.
    }
  }

  /** Has {@link #advance} stop where guest code starts at a position, if it comes to it. */
  void stopAt(long position) {
    target = position;
    machine.stopAtCarriedOut(position - events + carriedOutBefore);
  }

  /** Has {@link #advance} go on to the next event. */
  void stopNowhere() {
    target = NOWHERE;
    machine.stopAtCarriedOut(-1);
  }

  /** Runs to the start of guest code at a position, or as far as somebody wants. */
  Progress runTo(long position) {
    stopAt(position);
    Progress progress = Progress.STOPPED;
    while (position() < position) {
      progress = advance();
      if (progress == Progress.END || progress == Progress.STOPPED && position() != position) {
        break;
      }
    }
    stopNowhere();
    return progress;
  }

  /** Runs guest code up to the next event and carries out its effects. */
  Progress advance() {
    while (true) {
      passSnapshot();
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
          if (!(exit instanceof Exit.Stopped stopped)) {
            check.take(exit, position());
            return event();
          }
          if (afterCall) {
            afterCall = false;
            log.take();
            return event();
          }
          // Behind a call the machine may stop for reasons of its own.
          if (!stopped.afterCall() || position() == target) {
            return Progress.STOPPED;
          }
        }
      }
    }
  }

  /** The nearer the snapshot, the less there is that differs from it. */
  private void passSnapshot() {
    if (origin + 1 < snapshots.size()) {
      final Snapshots.Snapshot next = snapshots.get(origin + 1);
      if (!next.midway() && next.position() == position() && log.atStart(next.chunk())) {
        originIs(origin + 1);
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
        throw ExitCheck.diverged(position(), cpu.get(Register.RIP), exit + " instead of a stop");
      }
    } finally {
      machine.remove(probe);
    }
    if (!search.found()) {
      return Progress.STOPPED;
    }
    log.seek(behind);
    if (snapshot != null) {
      originIs(snapshot.number());
    }
    return event();
  }

  private void readEnd() {
    if (end.isEmpty()) {
      final LogReader.Place place = log.place();
      final ByteReader in = log.take();
      final int status = in.number(LARGEST_STATUS);
      end = Optional.of(new RecordedEnd(status, in.text(Layout.LARGEST_BLOCK)));
      log.seek(place);
    }
  }

  private Progress event() {
    counted();
    effects.carryOut();
    return Progress.EVENT;
  }

  private void counted() {
    events++;
    if (target != NOWHERE) {
      stopAt(target);
    }
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
        throw ExitCheck.diverged(
            position(), 0, "system call %d instead of %d".formatted(registers.number(), number));
      }
      registers.answer(effects.carryOutInPlace());
      counted();
    } catch (RuntimeException e) {
      failure = e;
      return BriefCalls.Verdict.STOP;
    }
    final int next = log.peek();
    afterCall = next == Op.STOPPED_AFTER_CALL;
    return afterCall
            || next == Op.STOPPED_ANYWHERE
            || next == Op.STOPPED_AT_ONCE
            || position() == target
        ? BriefCalls.Verdict.STOP
        : BriefCalls.Verdict.GO_ON;
  }

  /** From within emulation, too. */
  private long timeStamp() {
    try {
      if (log.peek() != Op.TIME_STAMP) {
        throw ExitCheck.diverged(
            position(), 0, "a time stamp instead of " + ExitCheck.name(log.peek()));
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
