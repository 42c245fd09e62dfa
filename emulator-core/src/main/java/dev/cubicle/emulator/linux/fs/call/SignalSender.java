package dev.cubicle.emulator.linux.fs.call;

/** What the file system calls need of the calling thread's signals. */
public interface SignalSender {

  /** SIGPIPE's number. */
  int SIGPIPE = 13;

  /** Sends a signal to the calling thread. */
  void send(int signal);

  /**
   * Replaces the calling thread's signal mask until the call in progress is over, sleeps included
   * (set_user_sigmask of the kernel): the thread's own mask is put back when the call has answered,
   * or is what a signal handler that interrupts it returns to.
   *
   * @param mask bit {@code n - 1} blocks signal {@code n}
   */
  void maskDuringCall(long mask);
}
