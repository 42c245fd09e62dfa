package dev.cubicle.tracing.exposure;

import dev.cubicle.trampolines.inspect.RunExposure;
import dev.cubicle.trampolines.inspect.RunExposure.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** What one cubicle could touch of another's, by the numbers of pages. */
final class PairLedger {
  private final BitSet readable = new BitSet();
  private final BitSet writable = new BitSet();
  private final BitSet touched = new BitSet();
  private long held;
  private long most;
  private double heldNanos;
  private long since;

  /** A page is open to the accessor, by a window or otherwise. */
  void open(int page, boolean write) {
    readable.set(page);
    if (write) {
      writable.set(page);
    }
  }

  /** A page gets the accessor's key. */
  void taken(int page, boolean write, long now) {
    open(page, write);
    touched.set(page);
    account(now);
    held++;
    most = Math.max(most, held);
  }

  /** A page loses the accessor's key. */
  void returned(long now) {
    account(now);
    held--;
  }

  private void account(long now) {
    heldNanos += (double) held * (now - since);
    since = now;
  }

  boolean isEmpty() {
    return readable.isEmpty();
  }

  /**
   * @param nanos from the beginning of the run to its end
   * @param address of a page by its number
   */
  RunExposure.Pair result(int accessor, int owner, long nanos, LongUnaryOperator address) {
    account(nanos);
    return new RunExposure.Pair(
        accessor,
        owner,
        spans(readable, address),
        spans(writable, address),
        touched.cardinality(),
        most,
        nanos == 0 ? 0 : heldNanos / nanos);
  }

  private static List<Span> spans(BitSet pages, LongUnaryOperator address) {
    final List<Span> spans = new ArrayList<>();
    int end;
    for (int start = pages.nextSetBit(0); start >= 0; start = pages.nextSetBit(end)) {
      end = pages.nextClearBit(start);
      spans.add(new Span(address.applyAsLong(start), end - start));
    }
    return spans;
  }
}
