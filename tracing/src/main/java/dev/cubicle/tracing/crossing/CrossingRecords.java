package dev.cubicle.tracing.crossing;

import com.google.common.primitives.ImmutableLongArray;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.trampolines.report.Violation;
import java.util.function.Consumer;

/** Makes a {@link Crossing} of each thing that is told, for those who want to keep it. */
public final class CrossingRecords implements CrossingListener {
  private static final int MONITOR = 0;
  private static final String WINDOW = "cubicle_window_";

  private final ImageNames names;
  private final Consumer<Crossing> sink;

  public CrossingRecords(ImageNames names, Consumer<Crossing> sink) {
    this.names = names;
    this.sink = sink;
  }

  @Override
  public void called(
      int thread, long nanos, int from, int to, int function, CallArguments arguments) {
    final ImmutableLongArray values = values(names.integers(function), arguments);
    if (to != MONITOR) {
      sink.accept(new Crossing.CallEntered(thread, nanos, from, to, function, values));
      return;
    }
    final String name = names.function(function);
    sink.accept(
        isWindowOperation(name)
            ? new Crossing.WindowChanged(thread, nanos, from, function, name, values)
            : new Crossing.MonitorCalled(thread, nanos, from, function, values));
  }

  /** Whether a function of the monitor changes windows. */
  public static boolean isWindowOperation(String function) {
    return function.startsWith(WINDOW);
  }

  private static ImmutableLongArray values(int count, CallArguments arguments) {
    final ImmutableLongArray.Builder values = ImmutableLongArray.builder(count);
    for (int i = 0; i < count; i++) {
      values.add(arguments.integer(i));
    }
    return values.build();
  }

  @Override
  public void returned(int thread, long nanos, int from, int to, int function) {
    sink.accept(new Crossing.CallReturned(thread, nanos, from, to, function));
  }

  @Override
  public void faulted(
      int thread, long nanos, int cubicle, long rip, long address, AccessKind access, int key) {
    sink.accept(new Crossing.KeyFault(thread, nanos, cubicle, rip, address, access, key));
  }

  @Override
  public void retagged(int thread, long nanos, int cubicle, long address, long bytes, int key) {
    sink.accept(new Crossing.Retagged(thread, nanos, cubicle, address, bytes, key));
  }

  @Override
  public void violated(int thread, long nanos, Violation violation) {
    sink.accept(new Crossing.Violated(thread, nanos, violation));
  }

  @Override
  public void ended(int thread, long nanos) {
    sink.accept(new Crossing.ThreadEnded(thread, nanos));
  }
}
