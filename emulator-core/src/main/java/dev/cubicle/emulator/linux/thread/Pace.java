package dev.cubicle.emulator.linux.thread;

/** What makes a scheduler look around in time. Used by one thread. */
interface Pace extends AutoCloseable {

  /**
   * The scheduler wants to look around by then. An earlier wish stays, and takes this one's place.
   */
  void ringBy(long deadline);

  /** Whether a wish has come due of which the scheduler has not been told otherwise. */
  boolean due();

  /** To be called before looking around: what came due is forgotten. */
  void notice();

  /** Nobody can run: lets time pass until the deadline, or until {@link Attention} is called. */
  void sleepUntil(long deadline);

  /** Whether the guest is held from outside, and time passes that is not its. */
  default void hold(boolean held) {}

  @Override
  void close();
}
