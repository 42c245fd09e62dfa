package dev.cubicle.emulator.linux.fs.vfs;

/** Flags of {@code open} on x86-64 (include/uapi/asm-generic/fcntl.h). */
public final class OpenFlags {

  public static final int ACCESS_MODE = 3;
  public static final int WRITE_ONLY = 1;
  public static final int READ_WRITE = 2;
  public static final int CREATE = 0x40;
  public static final int EXCLUSIVE = 0x80;
  public static final int NO_TERMINAL = 0x100;
  public static final int TRUNCATE = 0x200;
  public static final int APPEND = 0x400;
  public static final int NON_BLOCK = 0x800;
  public static final int DATA_SYNC = 0x1000;
  public static final int ASYNC = 0x2000;
  public static final int DIRECT = 0x4000;
  public static final int LARGE_FILE = 0x8000;
  public static final int DIRECTORY = 0x10000;
  public static final int NO_FOLLOW = 0x20000;
  public static final int NO_ACCESS_TIME = 0x40000;
  public static final int CLOSE_ON_EXEC = 0x80000;
  public static final int SYNC = 0x101000;
  public static final int PATH = 0x200000;
  public static final int TEMPORARY = 0x400000 | DIRECTORY;

  /** Every flag that means something; {@code open} ignores the rest, {@code openat2} refuses it. */
  public static final int VALID =
      ACCESS_MODE
          | CREATE
          | EXCLUSIVE
          | NO_TERMINAL
          | TRUNCATE
          | APPEND
          | NON_BLOCK
          | ASYNC
          | DIRECT
          | LARGE_FILE
          | NO_FOLLOW
          | NO_ACCESS_TIME
          | CLOSE_ON_EXEC
          | SYNC
          | PATH
          | TEMPORARY;

  private OpenFlags() {}

  /** Whether the access mode includes reading. Mode 3 allows neither (ioctl only). */
  public static boolean reads(int flags) {
    final int mode = flags & ACCESS_MODE;
    return mode == 0 || mode == READ_WRITE;
  }

  public static boolean writes(int flags) {
    final int mode = flags & ACCESS_MODE;
    return mode == WRITE_ONLY || mode == READ_WRITE;
  }
}
