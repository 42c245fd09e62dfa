package dev.cubicle.emulator.linux.fs.vfs;

/** Event bits of {@code poll} (include/uapi/asm-generic/poll.h). */
public final class PollEvents {

  public static final int IN = 0x1;
  public static final int PRIORITY = 0x2;
  public static final int OUT = 0x4;
  public static final int ERROR = 0x8;
  public static final int HANG_UP = 0x10;
  public static final int INVALID = 0x20;
  public static final int READ_NORMAL = 0x40;
  public static final int WRITE_NORMAL = 0x100;

  /** What a file that never blocks reports (DEFAULT_POLLMASK of the kernel). */
  public static final int ALWAYS = IN | OUT | READ_NORMAL | WRITE_NORMAL;

  private PollEvents() {}
}
