package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.ProbeStub;

/**
 * Counts the instructions of one stretch of guest code, which stays in one view; of a repeated
 * string instruction each repetition counts. All code is translated anew for that, so that what is
 * not counted runs at full speed.
 */
final class InstructionCounter implements AutoCloseable {
  private final MachineHooks hooks;
  private final ProbeStub stub = new ProbeStub(_ -> reached());
  private Engine engine;
  private long hook;
  private long begun;
  private long limit;

  InstructionCounter(MachineHooks hooks) {
    this.hooks = hooks;
  }

  /**
   * Begins to count in an engine.
   *
   * @param stopAt how many instructions are carried out before the machine stops
   */
  void begin(Engine in, long stopAt) {
    engine = in;
    begun = 0;
    limit = stopAt;
    hook = stub.installEverywhere(engine);
    engine.forgetCode();
  }

  /** Counts no more. */
  void end() {
    stub.remove(engine, hook);
    engine.forgetCode();
    engine = null;
  }

  boolean active() {
    return engine != null;
  }

  /** How many instructions were begun. */
  long begun() {
    return begun;
  }

  /** The instruction begun last was not carried out, and will begin again. */
  void beginsAgain() {
    begun--;
  }

  private void reached() {
    // What comes behind a stop is not carried out.
    if (!hooks.isStopping()) {
      if (begun == limit) {
        hooks.stopBeforeInstruction();
      } else {
        begun++;
      }
    }
  }

  /** After all engines were closed. */
  @Override
  public void close() {
    stub.close();
  }
}
