package dev.cubicle.emulator.memory;

/**
 * The kernel touched guest memory that the guest itself may not touch this way; a system call
 * answers EFAULT. Carries no stack trace: it is an answer, not a defect.
 */
public final class BadAddressException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long address;

  public BadAddressException(long address) {
    super(null, null, false, false);
    this.address = address;
  }

  /** The first address that could not be accessed. */
  public long address() {
    return address;
  }

  @Override
  public String getMessage() {
    return "guest address 0x%x cannot be accessed".formatted(address);
  }
}
