package dev.cubicle.emulator.machine;

/** What an operating-system personality needs of the machine. */
public interface Processor {

  Cpu cpu();

  /** Runs guest code until it needs the operating system. */
  Exit run();

  /** Offers every system call to {@code calls} first, from now on; see there. */
  void answerInPlace(BriefCalls calls);

  /**
   * Makes the {@link #run} in progress, or the next one, return {@link Exit.Stopped} soon. From any
   * thread; never lost.
   */
  void requestStop();
}
