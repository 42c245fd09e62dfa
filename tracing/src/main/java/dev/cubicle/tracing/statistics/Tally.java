package dev.cubicle.tracing.statistics;

/** What belongs to the calls of one function by one cubicle, while it is counted. */
final class Tally {
  final int from;
  final int to;
  final int function;
  long calls;
  long selfNanos;
  long totalNanos;
  long faults;
  long retags;
  long windowOperations;
  long switches;

  Tally(int from, int to, int function) {
    this.from = from;
    this.to = to;
    this.function = function;
  }
}
