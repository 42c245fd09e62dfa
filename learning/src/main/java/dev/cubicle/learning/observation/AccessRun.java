package dev.cubicle.learning.observation;

/** Accesses side by side, of one kind, within one call: counted one by one, judged as a whole. */
final class AccessRun {
  /** What is skipped between two accesses of one run, at most. */
  private static final long GAP = 16;

  private static final long PAGE = 4096;

  /** An argument whose buffer it may be. */
  record Candidate(Call call, int parameter, boolean deep) {}

  private long shadow;
  private Call call;
  private int accessor;
  private boolean write;
  private boolean kernel;
  private Place place;
  private Candidate[] candidates;
  private Sighting sighting;

  /** What begins there may be another argument's. */
  private long limit;

  private long low;
  private long high;
  private long count;

  /**
   * Begins with one access.
   *
   * @param call that is under way; null for none
   * @param candidates the likeliest first
   */
  void begin(
      long callShadow,
      Call inCall,
      int accessingCubicle,
      boolean writes,
      boolean byKernel,
      Place where,
      Candidate[] arguments,
      Sighting seen) {
    shadow = callShadow;
    call = inCall;
    accessor = accessingCubicle;
    write = writes;
    kernel = byKernel;
    place = where;
    candidates = arguments;
    limit = where.end();
    for (Candidate candidate : arguments) {
      limit = Math.min(limit, candidate.call().nextAbove(seen.address()));
    }
    sighting = seen;
    low = seen.address();
    high = seen.address() + seen.size();
    count = 1;
  }

  /** Takes the access in, if it belongs to the run. */
  boolean take(long callShadow, Call inCall, long at, int bytes, boolean writes, boolean byKernel) {
    final boolean belongs =
        place != null
            && shadow == callShadow
            && call == inCall
            && write == writes
            && kernel == byKernel
            && at >= low - GAP
            && at <= high + GAP
            // What lies beside it may be somebody else's.
            && at >= place.start()
            && at < limit
            && (at & -PAGE) == (low & -PAGE);
    if (belongs) {
      low = Math.min(low, at);
      high = Math.max(high, at + bytes);
      count++;
    }
    return belongs;
  }

  boolean isOpen() {
    return place != null;
  }

  void close() {
    place = null;
  }

  int accessor() {
    return accessor;
  }

  boolean write() {
    return write;
  }

  boolean kernel() {
    return kernel;
  }

  Place place() {
    return place;
  }

  Candidate[] candidates() {
    return candidates;
  }

  Sighting sighting() {
    return sighting;
  }

  long low() {
    return low;
  }

  long high() {
    return high;
  }

  long count() {
    return count;
  }
}
