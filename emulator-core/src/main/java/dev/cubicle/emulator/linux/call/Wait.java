package dev.cubicle.emulator.linux.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.memory.UserMemory;

/** What a sleeping thread waits for. A handler keeps what it must remember in its own Wait. */
public interface Wait {

  /** No deadline. */
  long FOREVER = Long.MAX_VALUE;

  /** Whether the handler is worth calling again. Cheap: asked whenever the scheduler looks. */
  boolean ready();

  /** {@link System#nanoTime} at which to call the handler again even if not ready. */
  default long deadline() {
    return FOREVER;
  }

  /**
   * Whether a signal whose handler has SA_RESTART restarts the call (ERESTARTSYS) instead of
   * answering EINTR.
   */
  default boolean restartable() {
    return false;
  }

  /**
   * Called once when the handler of a signal is about to end the wait; the system call is not
   * called again with this wait. The place to leave queues and to report the time that remains.
   *
   * @return what RAX holds afterwards unless the call restarts
   */
  default long interrupted(UserMemory memory) {
    return -Errno.EINTR.number();
  }
}
