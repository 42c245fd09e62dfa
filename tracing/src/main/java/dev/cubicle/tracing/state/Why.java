package dev.cubicle.tracing.state;

import java.util.List;
import java.util.Optional;

/**
 * Who may access an address now, and by what.
 *
 * @param page its record; empty if it is no memory of a cubicle
 * @param verdicts of all cubicles but shared ones, which have their callers' rights
 */
public record Why(long address, Place place, Optional<LivePage> page, List<Verdict> verdicts) {
  public Why {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * What a cubicle may do.
   *
   * @param rights {@link LivePage#READ}, {@link LivePage#WRITE}, {@link LivePage#EXECUTE}
   * @param ground of the rights; with several, of the largest
   * @param immediately which of them need no fault first: the page carries a key that is open to it
   */
  public record Verdict(int cubicle, int rights, Ground ground, int immediately) {}

  /** The verdict on a cubicle. */
  public Optional<Verdict> verdict(int cubicle) {
    return verdicts.stream().filter(verdict -> verdict.cubicle() == cubicle).findFirst();
  }
}
