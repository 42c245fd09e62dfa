package dev.cubicle.emulator.record;

import dev.cubicle.emulator.linux.ProcessRecorder;
import dev.cubicle.emulator.machine.BriefCalls;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.MemoryImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Records one run into a directory. A run that is recorded must count its time
 * (ProcessOptions.Builder.countedTime), so that nearly all that interrupts guest code does so at a
 * place that can be found again.
 */
public final class Recorder implements ProcessRecorder, AutoCloseable {
  private final RecordFiles files;
  private Machine machine;
  private LogWriter log;
  private RecordingCpu cpu;
  private SnapshotWriter snapshots;
  private DeferredStop stop;
  private boolean begun;
  private long carriedOutBefore;

  /** Events so far, without those that are part of a stretch of guest code. */
  private long events;

  private boolean closed;

  private Recorder(RecordFiles files) {
    this.files = files;
  }

  /**
   * Begins a record.
   *
   * @param directory is made if need be; must be empty
   * @throws RecordException if it holds something, or cannot be written
   */
  public static Recorder create(Path directory, RecordedRun run) {
    try {
      run.store(directory);
      return new Recorder(new RecordFiles(directory));
    } catch (IOException e) {
      throw new RecordException(
          "%s: the record cannot be written: %s".formatted(directory, e.getMessage()), e);
    }
  }

  @Override
  public Processor attach(Machine of, AddressSpace space) {
    final MemoryImage image = space.image();
    machine = of;
    log = new LogWriter(image, files);
    cpu = new RecordingCpu(machine.cpu(), log);
    snapshots = new SnapshotWriter(machine, image, files, log);
    stop = new DeferredStop(machine);
    machine.makePredictable(this::timeStamp);
    return new Recording();
  }

  /** A time stamp counts what the guest has done, a thousand for each time it left its code. */
  private long timeStamp() {
    final long value = position() * 1000;
    log.op(Op.TIME_STAMP).number(value);
    return value;
  }

  private long position() {
    return events + machine.carriedOut() - carriedOutBefore;
  }

  @Override
  public OutputStream output(int descriptor, OutputStream stream) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
        if (begun && !closed) {
          log.op(Op.OUTPUT).number(descriptor).bytes(bytes, offset, length);
        }
      }

      @Override
      public void flush() throws IOException {
        stream.flush();
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  private void begin() {
    begun = true;
    carriedOutBefore = machine.carriedOut();
    snapshots.takeFirst(cpu);
    cpu.begin();
  }

  /** Before guest code goes on. */
  private void resume() {
    if (begun) {
      log.rest();
      if (snapshots.due()) {
        snapshots.take(cpu, position(), false);
      }
    } else {
      begin();
    }
  }

  private void note(Exit exit, boolean ran) {
    final Cpu state = machine.cpu();
    final long rip = state.get(Register.RIP);
    switch (exit) {
      case Exit.SystemCall _ ->
          log.event(Op.SYSTEM_CALL, rip).number(state.get(Register.RAX) & 0xffff_ffffL);
      case Exit.PageFault fault ->
          log.event(Op.PAGE_FAULT, rip)
              .number(fault.address())
              .number(fault.access().ordinal())
              .number(fault.errorCode());
      case Exit.Interrupt interrupt ->
          log.event(Op.INTERRUPT, rip)
              .number(interrupt.vector())
              .number(interrupt.software() ? 1 : 0);
      case Exit.InvalidInstruction _ -> log.event(Op.INVALID_INSTRUCTION, rip);
      case Exit.Stopped stopped -> {
        if (stopped.afterCall()) {
          log.op(Op.STOPPED_AFTER_CALL);
        } else if (ran) {
          snapshots.take(cpu, position(), true);
          log.op(Op.STOPPED_ANYWHERE).number(position());
          for (Register register : Register.values()) {
            log.number(state.get(register));
          }
        } else {
          log.op(Op.STOPPED_AT_ONCE);
        }
      }
    }
    events++;
  }

  /**
   * The run is over.
   *
   * @param status what the command exits with
   * @param said what the user was told of the end
   * @throws RecordException if the record could not be written
   */
  public void finish(int status, String said) {
    if (!closed && begun) {
      final byte[] text = said.getBytes(StandardCharsets.UTF_8);
      log.op(Op.END).number(status).bytes(text, 0, text.length);
      log.cut();
    }
    close();
  }

  /** Keeps what there is. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (stop != null) {
      stop.close();
      snapshots.close();
    }
    try {
      files.close();
    } catch (IOException e) {
      throw new RecordException("the record cannot be written: " + e.getMessage(), e);
    }
  }

  /** What the kernel takes for the processor. */
  private final class Recording implements Processor {

    @Override
    public Cpu cpu() {
      return cpu;
    }

    @Override
    public Exit run() {
      resume();
      final long entries = machine.entries();
      final Exit exit = machine.run();
      stop.exited();
      note(exit, machine.entries() != entries);
      return exit;
    }

    @Override
    public void answerInPlace(BriefCalls calls) {
      machine.answerInPlace(new RecordedCalls(calls));
    }

    @Override
    public void requestStop() {
      stop.request();
    }
  }

  private final class RecordedCalls implements BriefCalls {
    private final BriefCalls calls;
    private final Answers answers = new Answers();

    RecordedCalls(BriefCalls calls) {
      this.calls = calls;
    }

    @Override
    public Verdict call(Registers registers) {
      final int mark = log.mark();
      log.op(Op.BRIEF_CALL).number(registers.number() & 0xffff_ffffL);
      log.number(registers.argument(0));
      answers.registers = registers;
      final Verdict verdict = calls.call(answers);
      if (verdict == Verdict.DECLINED) {
        log.takeBack(mark);
      } else {
        log.op(Op.ANSWER).difference(answers.answer);
        events++;
      }
      return verdict;
    }
  }

  /** Hears what a brief call answers. */
  private static final class Answers implements BriefCalls.Registers {
    private BriefCalls.Registers registers;
    private long answer;

    @Override
    public int number() {
      return registers.number();
    }

    @Override
    public long argument(int index) {
      return registers.argument(index);
    }

    @Override
    public void answer(long result) {
      answer = result;
      registers.answer(result);
    }
  }
}
