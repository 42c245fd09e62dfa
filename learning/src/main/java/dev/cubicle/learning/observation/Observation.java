package dev.cubicle.learning.observation;

/**
 * Accesses of one kind.
 *
 * @param count how many there were
 * @param calls in how many calls, or stretches between calls
 * @param extent bytes from the argument to behind the last that was touched, the most of all calls;
 *     0 without an explanation
 * @param exact how often each rule of the parameter gave the very extent of the accesses of a call
 */
public record Observation(
    Subject subject, Sighting first, long count, long calls, long extent, long[] exact) {

  /** How often a rule was exact. */
  public long exact(int rule) {
    return rule < exact.length ? exact[rule] : 0;
  }
}
