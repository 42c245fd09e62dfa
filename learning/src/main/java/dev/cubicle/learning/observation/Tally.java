package dev.cubicle.learning.observation;

/** An observation while it is counted. */
final class Tally {
  private static final long[] NONE = {};

  private final Subject subject;
  private final Sighting first;
  private final long[] exact;
  private long count;
  private long calls;
  private long extent;

  Tally(Subject subject, Sighting first, int rules) {
    this.subject = subject;
    this.first = first;
    this.exact = rules == 0 ? NONE : new long[rules];
  }

  void add(long accesses, long bytesFromArgument) {
    count += accesses;
    calls++;
    extent = Math.max(extent, bytesFromArgument);
  }

  void exact(int rule) {
    exact[rule]++;
  }

  Observation observation() {
    return new Observation(subject, first, count, calls, extent, exact.clone());
  }
}
