package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.tracing.gdb.wire.Request;
import dev.cubicle.tracing.gdb.wire.Request.Resume;

/** What a client's actions for its threads come to: one thread steps, or all run. */
final class Resumptions {
  private final DebugTarget target;
  private final Threads threads;

  Resumptions(DebugTarget target, Threads threads) {
    this.target = target;
    this.threads = threads;
  }

  Resumption of(Resume request) {
    int signal = Resumption.NO_SIGNAL;
    for (Resume.Action action : request.actions()) {
      if (action.signal() != 0) {
        signal = GdbSignals.toLinux(action.signal());
      }
    }
    for (Resume.Action action : request.actions()) {
      final int thread = action.thread() > 0 ? action.thread() : threads.current();
      switch (action.kind()) {
        case STEP -> {
          return new Resumption.Step(thread, signal);
        }
        case RANGE -> {
          return new Resumption.StepRange(thread, action.start(), action.end(), signal);
        }
        case CONTINUE -> {
          if (action.thread() == Request.ALL_THREADS || target.threads().size() == 1) {
            return new Resumption.Continue(signal);
          }
        }
      }
    }
    return new Resumption.Continue(signal);
  }
}
