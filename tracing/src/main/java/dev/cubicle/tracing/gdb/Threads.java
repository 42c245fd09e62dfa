package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.GuestThread;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.tracing.gdb.wire.Request;
import java.util.Optional;
import java.util.stream.Collectors;

/** The threads that a client asks about. */
final class Threads {
  private final DebugTarget target;

  /** The one that stopped last. */
  private int current;

  /** The one that the client chose; {@link Request#ANY_THREAD} for the current one. */
  private int selected;

  Threads(DebugTarget target) {
    this.target = target;
    stopped(target.stopReason());
  }

  /** The guest has stopped: the thread that did is the one that is asked about. */
  void stopped(StopReason reason) {
    if (reason instanceof StopReason.OfThread stop) {
      current = stop.thread();
      selected = Request.ANY_THREAD;
    }
  }

  int current() {
    return current;
  }

  /** The thread that requests for registers and memory are about. */
  int general() {
    return selected > 0 && alive(selected) ? selected : current;
  }

  /** {@code H}: false if there is no such thread. */
  boolean select(char operation, int thread) {
    if (thread > 0 && !alive(thread)) {
      return false;
    }
    if (operation == 'g') {
      selected = Math.max(thread, Request.ANY_THREAD);
    }
    return true;
  }

  boolean alive(int thread) {
    return find(thread).isPresent();
  }

  private Optional<GuestThread> find(int thread) {
    return target.threads().stream().filter(each -> each.id() == thread).findFirst();
  }

  /** All threads, as {@code qfThreadInfo} is answered. */
  String list() {
    return target.threads().stream()
        .map(thread -> Integer.toHexString(thread.id()))
        .collect(Collectors.joining(",", "m", ""));
  }

  /** A thread's name; empty if there is none. */
  String name(int thread) {
    return find(thread).map(GuestThread::name).orElse("");
  }
}
