package dev.cubicle.emulator.linux.call;

/** The calling thread must sleep. Carries no stack trace: it is an answer, not a defect. */
public final class TaskBlocked extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Wait reason;

  public TaskBlocked(Wait reason) {
    super(null, null, false, false);
    this.reason = reason;
  }

  public Wait reason() {
    return reason;
  }
}
