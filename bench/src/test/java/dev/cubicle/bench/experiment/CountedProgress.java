package dev.cubicle.bench.experiment;

/** Counts the steps that are done. */
public final class CountedProgress implements Progress {
  private int count;

  @Override
  public void starting(String place) {}

  @Override
  public void done() {
    count++;
  }

  @Override
  public void close() {}

  /** Steps so far. */
  public int count() {
    return count;
  }
}
