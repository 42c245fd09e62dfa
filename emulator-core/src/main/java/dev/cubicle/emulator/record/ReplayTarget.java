package dev.cubicle.emulator.record;

import dev.cubicle.emulator.debug.AuxiliaryVector;
import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.GuestThread;
import dev.cubicle.emulator.debug.MemoryRights;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.ReversibleTarget;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.StopRules;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.record.Replay.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A recorded run under a debugger, which can go back. Nothing of it can be changed: registers and
 * memory are for reading. Signals stop nobody, since no kernel runs; their handlers are entered as
 * they were.
 */
public final class ReplayTarget implements ReversibleTarget, AutoCloseable {
  private static final int INSTRUCTION_BITS = 31;
  private static final int MOST_ATTEMPTS = 64;

  private final Replay replay;
  private final History history;
  private final ReplayedProgram program;
  private final byte[] auxiliaryVector;
  private final ResidentMemory resident;
  private StopReason reason;
  private StopRules rules = StopRules.DEFAULT;
  private volatile boolean killed;
  private volatile RecordException failure;

  /**
   * Opens a record at the start of the run.
   *
   * @param output told what the guest writes, whenever it does so again
   * @throws RecordException if the directory holds no record that can be replayed
   */
  public ReplayTarget(Path directory, ReplayOutput output) {
    replay = new Replay(directory, output);
    try {
      history = new History(replay);
      program = new ReplayedProgram(replay);
      resident = new ResidentMemory(replay.space(), replay.space().memory());
      auxiliaryVector = AuxiliaryVector.read(program::read, replay.cpu().get(Register.RSP));
      reason = new StopReason.Started(thread());
    } catch (RuntimeException e) {
      replay.close();
      throw e;
    }
  }

  /** What was recorded. */
  public RecordedRun run() {
    return replay.run();
  }

  private int thread() {
    return replay.threads().running();
  }

  @Override
  public StopReason stopReason() {
    return killed ? new StopReason.Ended(new Termination.Interrupted()) : reason;
  }

  @Override
  public StopReason resume(Resumption how) {
    if (killed) {
      return stopReason();
    }
    return come(
        () ->
            switch (how) {
              case Resumption.Continue _ -> goOn();
              case Resumption.Step step -> step(check(step.thread()));
              case Resumption.StepRange range -> {
                check(range.thread());
                yield stepRange(range);
              }
            });
  }

  /** Moves; a record that cannot be followed is at its end, for whoever holds this end of it. */
  private StopReason come(Supplier<StopReason> move) {
    try {
      reason = move.get();
    } catch (RecordException e) {
      failure = e;
      killed = true;
    }
    return stopReason();
  }

  /** Why the record could not be followed; empty as long as it can. */
  public Optional<RecordException> failure() {
    return Optional.ofNullable(failure);
  }

  private int check(int thread) {
    if (!replay.threads().has(thread)) {
      throw new IllegalArgumentException("there is no thread " + thread);
    }
    return thread;
  }

  private StopReason goOn() {
    final History.Place from = history.place();
    history.remember();
    final long skip = replay.cpu().get(Register.RIP);
    history.stops().stopAt(1, skip);
    final Progress progress = history.runOn();
    final StopPoints.Hit hit = history.stops().last();
    history.stops().off();
    if (hit != null) {
      return locate(from, skip, hit);
    }
    if (history.isInterrupted()) {
      return interrupted();
    }
    return progress == Progress.END ? new StopReason.HistoryEnd(thread()) : interrupted();
  }

  /** Stopped by request, at a place whose number nobody knows: it is given the position's start. */
  private StopReason interrupted() {
    final long position = replay.position();
    history.takeInterrupt();
    history.goTo(new History.Place(position, 0));
    return new StopReason.Interrupted(thread());
  }

  /**
   * Goes to a hit that was met at full speed, and so learns its place.
   *
   * @param from a place before it, from where on hits were counted
   */
  private StopReason locate(History.Place from, long skip, StopPoints.Hit hit) {
    final boolean samePosition = from.position() == hit.position();
    history.goTo(samePosition ? from : new History.Place(hit.position(), 0));
    history.stops().stopAt(hit.ordinal(), samePosition ? skip : -1);
    history.count(Long.MAX_VALUE);
    final StopPoints.Hit found = history.stops().last();
    history.stops().off();
    if (found == null) {
      throw new RecordException("a place in the record was not found again");
    }
    return arriveForwards(found);
  }

  private StopReason arriveForwards(StopPoints.Hit hit) {
    final History.Place place = new History.Place(hit.position(), hit.index());
    history.goTo(place);
    if (hit.access() == null) {
      return new StopReason.BreakpointHit(thread(), hit.breakpoint());
    }
    final long rip = replay.cpu().get(Register.RIP);
    final int thread = thread();
    stepOnce();
    return watched(thread, hit, rip);
  }

  private static StopReason watched(int thread, StopPoints.Hit hit, long rip) {
    return new StopReason.Watched(
        thread,
        hit.access().watchpoint(),
        hit.access().address(),
        hit.access().size(),
        hit.access().write(),
        rip);
  }

  /** Carries out one instruction. False at the end of the history. */
  private boolean stepOnce() {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      final long rip = replay.cpu().get(Register.RIP);
      final long position = replay.position();
      if (history.count(1)) {
        return true;
      }
      if (replay.position() == position) {
        return false;
      }
      // A page fault, after which the same instruction begins again, is no step.
      if (history.counted() > 0 && replay.cpu().get(Register.RIP) != rip) {
        return true;
      }
    }
    return true;
  }

  private StopReason step(int thread) {
    history.stops().off();
    if (!toThread(thread) || !stepOnce() || !toThread(thread)) {
      return new StopReason.HistoryEnd(thread());
    }
    return new StopReason.StepDone(thread());
  }

  /** Lets others run until a thread does, or is no more. */
  private boolean toThread(int thread) {
    while (replay.threads().has(thread) && thread() != thread && !history.isInterrupted()) {
      if (!history.runToStart(replay.position() + 1)) {
        return false;
      }
    }
    return true;
  }

  private StopReason stepRange(Resumption.StepRange range) {
    StopReason stop = step(range.thread());
    while (stop instanceof StopReason.StepDone && inside(range)) {
      if (history.takeInterrupt()) {
        return new StopReason.Interrupted(thread());
      }
      stop = step(range.thread());
    }
    return stop;
  }

  private boolean inside(Resumption.StepRange range) {
    final long rip = replay.cpu().get(Register.RIP);
    return rip - range.start() >= 0 && rip - range.end() < 0;
  }

  @Override
  public void interrupt() {
    history.interrupt();
  }

  @Override
  public long position() {
    final History.Place place = history.place();
    return place.position() << INSTRUCTION_BITS | place.instructions();
  }

  private static History.Place place(long position) {
    return new History.Place(
        position >>> INSTRUCTION_BITS, position & (1L << INSTRUCTION_BITS) - 1);
  }

  @Override
  public StopReason goTo(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("there is no position " + position);
    }
    return come(
        () -> {
          final History.Place before = history.place();
          if (!history.goTo(place(position))) {
            history.goTo(before);
            throw new IllegalArgumentException("there is no position " + position);
          }
          return new StopReason.StepDone(thread());
        });
  }

  @Override
  public StopReason reverseStep(int thread) {
    return come(
        () ->
            stepBack() ? new StopReason.StepDone(thread()) : new StopReason.HistoryStart(thread()));
  }

  private boolean stepBack() {
    history.stops().off();
    final History.Place now = history.place();
    if (now.instructions() > 0) {
      history.goTo(new History.Place(now.position(), now.instructions() - 1));
      return true;
    }
    for (long position = now.position() - 1; position >= 0; position--) {
      final History.Place start = new History.Place(position, 0);
      history.goTo(start);
      history.remember();
      history.count(Long.MAX_VALUE);
      final long count = history.counted();
      if (count > 0) {
        history.goTo(new History.Place(position, count - 1));
        return true;
      }
    }
    history.goTo(new History.Place(0, 0));
    return false;
  }

  @Override
  public StopReason reverseContinue() {
    return come(this::goBack);
  }

  private StopReason goBack() {
    history.takeInterrupt();
    final History.Place now = history.place();
    final StopPoints.Hit hit = new BackwardSearch(replay, history).before(now);
    history.stops().off();
    if (hit != null) {
      history.goTo(new History.Place(hit.position(), hit.index()));
      return hit.access() == null
          ? new StopReason.BreakpointHit(thread(), hit.breakpoint())
          : watched(thread(), hit, replay.cpu().get(Register.RIP));
    }
    if (history.takeInterrupt()) {
      history.goTo(now);
      return new StopReason.Interrupted(thread());
    }
    history.goTo(new History.Place(0, 0));
    return new StopReason.HistoryStart(thread());
  }

  @Override
  public List<GuestThread> threads() {
    final String name = replay.run().guest();
    return killed
        ? List.of()
        : replay.threads().ids().stream().map(id -> new GuestThread(id, name)).toList();
  }

  @Override
  public ThreadRegisters registers(int thread) {
    final ThreadRegisters registers = replay.threads().registers(thread);
    if (registers == null) {
      throw new IllegalArgumentException("there is no thread " + thread);
    }
    return registers;
  }

  /**
   * A recorded run cannot be changed.
   *
   * @throws IllegalArgumentException always
   */
  @Override
  public void setRegisters(int thread, ThreadRegisters registers) {
    throw new IllegalArgumentException("a recorded run cannot be changed");
  }

  @Override
  public byte[] read(long address, int length, MemoryRights rights, int thread) {
    return rights == MemoryRights.PRIVILEGED
        ? program.read(address, length)
        : program.read(address, length, registers(thread).pkru());
  }

  @Override
  public PeekableMemory memory() {
    return resident;
  }

  /** Writes nothing: a recorded run cannot be changed. */
  @Override
  public int write(long address, byte[] bytes, MemoryRights rights, int thread) {
    return 0;
  }

  @Override
  public List<Mapping> mappings() {
    return List.copyOf(replay.space().mappings());
  }

  @Override
  public ProcessImage image() {
    return program.image();
  }

  @Override
  public String executable() {
    return replay.run().executable();
  }

  @Override
  public byte[] auxiliaryVector() {
    return auxiliaryVector.clone();
  }

  @Override
  public void add(Breakpoint breakpoint) {
    history.stops().add(breakpoint);
  }

  @Override
  public void remove(Breakpoint breakpoint) {
    history.stops().remove(breakpoint);
  }

  @Override
  public boolean add(Watchpoint watchpoint) {
    return history.stops().add(watchpoint);
  }

  @Override
  public void remove(Watchpoint watchpoint) {
    history.stops().remove(watchpoint);
  }

  @Override
  public StopRules stopRules() {
    return rules;
  }

  @Override
  public void setStopRules(StopRules stopRules) {
    rules = stopRules;
  }

  @Override
  public void detach() {
    history.stops().clear();
    killed = true;
  }

  @Override
  public void kill() {
    killed = true;
    history.interrupt();
  }

  @Override
  public void close() {
    program.close();
    replay.close();
  }
}
