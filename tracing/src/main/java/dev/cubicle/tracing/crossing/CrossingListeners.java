package dev.cubicle.tracing.crossing;

import dev.cubicle.mpk.AccessKind;
import dev.cubicle.trampolines.report.Violation;
import java.util.List;

/** Several listeners told of the same, one after another. */
public final class CrossingListeners implements CrossingListener {

  private final CrossingListener[] listeners;

  private CrossingListeners(CrossingListener[] listeners) {
    this.listeners = listeners;
  }

  /** One for all of them. */
  public static CrossingListener of(List<? extends CrossingListener> listeners) {
    return listeners.size() == 1
        ? listeners.getFirst()
        : new CrossingListeners(listeners.toArray(CrossingListener[]::new));
  }

  @Override
  public void called(
      int thread, long nanos, int from, int to, int function, CallArguments arguments) {
    for (CrossingListener listener : listeners) {
      listener.called(thread, nanos, from, to, function, arguments);
    }
  }

  @Override
  public void returned(int thread, long nanos, int from, int to, int function) {
    for (CrossingListener listener : listeners) {
      listener.returned(thread, nanos, from, to, function);
    }
  }

  @Override
  public void faulted(
      int thread, long nanos, int cubicle, long rip, long address, AccessKind access, int key) {
    for (CrossingListener listener : listeners) {
      listener.faulted(thread, nanos, cubicle, rip, address, access, key);
    }
  }

  @Override
  public void retagged(int thread, long nanos, int cubicle, long address, long bytes, int key) {
    for (CrossingListener listener : listeners) {
      listener.retagged(thread, nanos, cubicle, address, bytes, key);
    }
  }

  @Override
  public void switched(int thread, int cubicle) {
    for (CrossingListener listener : listeners) {
      listener.switched(thread, cubicle);
    }
  }

  @Override
  public void violated(int thread, long nanos, Violation violation) {
    for (CrossingListener listener : listeners) {
      listener.violated(thread, nanos, violation);
    }
  }

  @Override
  public void started(int thread, long nanos) {
    for (CrossingListener listener : listeners) {
      listener.started(thread, nanos);
    }
  }

  @Override
  public void ended(int thread, long nanos) {
    for (CrossingListener listener : listeners) {
      listener.ended(thread, nanos);
    }
  }
}
