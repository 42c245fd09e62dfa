package dev.cubicle.trampolines.build.image;

/**
 * How much address space the monitor needs behind the image: docs/image.md, "Address space". What
 * is not used costs nothing, so these are upper bounds.
 */
final class ArenaSize {
  private static final long PAGE = 4096;

  /** Thread block, shadow stack, argument windows, the monitor's and the signals' stacks, bytes. */
  private static final long THREAD = 1 << 20;

  /** Arguments, environment, and whatever does not grow with the image, bytes. */
  private static final long FIXED = 4 << 20;

  /** Bytes of the record of a page. */
  static final long PAGE_RECORD = 64;

  /** Bytes of the records of a function and of a cubicle. */
  private static final long FUNCTION_RECORD = 128;

  private static final long CUBICLE_RECORD = 64 << 10;

  private ArenaSize() {}

  /** Bytes of every thread, without its thread-local storage: a guard and a save page a stack. */
  static long ofThread(ImagePlan plan) {
    return THREAD + plan.cubicles().stream().mapToLong(c -> c.stackSize() + 2 * PAGE).sum();
  }

  /** Bytes of the monitor's tables, but for the records of the image's pages. */
  static long ofTables(ImagePlan plan) {
    long cubicles = plan.cubicles().size();
    long functions = plan.functions().size();
    long threads = plan.maxThreads() * ofThread(plan);
    long pages = (threads + plan.pool()) / PAGE;
    return FIXED
        + pages * PAGE_RECORD
        + functions * (FUNCTION_RECORD + cubicles * Long.BYTES)
        + cubicles * CUBICLE_RECORD;
  }
}
