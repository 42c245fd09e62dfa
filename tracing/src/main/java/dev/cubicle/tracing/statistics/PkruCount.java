package dev.cubicle.tracing.statistics;

import dev.cubicle.mpk.Pkru;

/**
 * How often a PKRU value was written in place of another.
 *
 * @param value the value, as PKRU holds it
 * @param writes writes by WRPKRU or XRSTOR; 0 for a value that a process starts with
 */
public record PkruCount(int value, long writes) {

  /** Which keys are open for what. */
  public String words() {
    return Pkru.describe(value);
  }
}
