package dev.cubicle.emulator.linux;

/** A system call's refusal: answered to the guest as a negative errno. Carries no stack trace. */
public final class LinuxError extends Exception {
  private static final long serialVersionUID = 1;

  private final Errno errno;

  public LinuxError(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }
}
