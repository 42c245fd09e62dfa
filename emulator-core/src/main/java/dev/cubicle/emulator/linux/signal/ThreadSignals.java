package dev.cubicle.emulator.linux.signal;

/** What the kernel keeps about signals for one thread. */
public final class ThreadSignals {

  private final PendingSignals pending = new PendingSignals();
  private AlternateStack alternateStack = AlternateStack.NONE;
  private long blocked;
  private long savedMask;
  private boolean maskReplaced;
  private long faultAddress;
  private long trapNumber;
  private long errorCode;

  /** The state of a thread that a thread with this state creates. */
  public ThreadSignals forNewThread() {
    final ThreadSignals child = new ThreadSignals();
    child.blocked = blocked;
    child.alternateStack = AlternateStack.DISABLED;
    return child;
  }

  /** Signals sent to this thread alone. */
  public PendingSignals pending() {
    return pending;
  }

  /** The blocked signals. */
  public long blocked() {
    return blocked;
  }

  /** SIGKILL and SIGSTOP stay unblocked whatever {@code mask} says. */
  public void setBlocked(long mask) {
    blocked = mask & ~SignalNumber.UNBLOCKABLE;
  }

  /** Replaces the mask until {@link #restoreMask} or until a handler starts. */
  public void replaceMask(long mask) {
    if (!maskReplaced) {
      savedMask = blocked;
      maskReplaced = true;
    }
    setBlocked(mask);
  }

  public boolean maskReplaced() {
    return maskReplaced;
  }

  public void restoreMask() {
    if (maskReplaced) {
      maskReplaced = false;
      blocked = savedMask;
    }
  }

  /** The mask that a handler must return to; a replaced mask counts as gone afterwards. */
  long takeMaskToReturnTo() {
    final long mask = maskToReturnTo();
    maskReplaced = false;
    return mask;
  }

  long maskToReturnTo() {
    return maskReplaced ? savedMask : blocked;
  }

  AlternateStack alternateStack() {
    return alternateStack;
  }

  void setAlternateStack(AlternateStack stack) {
    alternateStack = stack;
  }

  /** Remembers a processor exception for the {@code sigcontext} of this and later frames. */
  void recordTrap(int vector, int error) {
    trapNumber = vector;
    errorCode = Integer.toUnsignedLong(error);
  }

  /** Remembers a page fault; only those change {@code cr2}. */
  void recordPageFault(long address, int error) {
    faultAddress = address;
    recordTrap(14, error);
  }

  long faultAddress() {
    return faultAddress;
  }

  long trapNumber() {
    return trapNumber;
  }

  long errorCode() {
    return errorCode;
  }
}
