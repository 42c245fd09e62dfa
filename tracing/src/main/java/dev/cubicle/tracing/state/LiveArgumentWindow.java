package dev.cubicle.tracing.state;

/**
 * Pages that are open for the duration of one call.
 *
 * @param start of the first page
 * @param end behind the last page
 * @param owner whose pages they are: the caller
 * @param callee to whom they are open
 * @param write for writing, too
 * @param transitive also to everyone whom the callee calls
 */
public record LiveArgumentWindow(
    long start, long end, int owner, int callee, boolean write, boolean transitive) {

  public boolean holds(long address) {
    return address >= start && address < end;
  }

  /** What it lets a cubicle do: {@link LivePage#READ}, {@link LivePage#WRITE}. */
  public int rights(int cubicle) {
    if (!transitive && cubicle != callee) {
      return 0;
    }
    return write ? LivePage.READ | LivePage.WRITE : LivePage.READ;
  }
}
