package dev.cubicle.emulator.linux.fs.vfs;

/** File types and permission bits of {@code st_mode} (include/uapi/linux/stat.h). */
public final class FileMode {

  public static final int TYPE_MASK = 0xf000;
  public static final int FIFO = 0x1000;
  public static final int CHARACTER_DEVICE = 0x2000;
  public static final int DIRECTORY = 0x4000;
  public static final int BLOCK_DEVICE = 0x6000;
  public static final int REGULAR = 0x8000;
  public static final int LINK = 0xa000;
  public static final int SOCKET = 0xc000;

  /** Set-user-ID, set-group-ID, sticky and the nine permission bits. */
  public static final int PERMISSIONS = 07777;

  private FileMode() {}

  /** The {@code d_type} of a directory entry: the type bits shifted down (DT_* of dirent.h). */
  public static int directoryEntryType(int mode) {
    return (mode & TYPE_MASK) >>> 12;
  }
}
