package dev.cubicle.emulator.linux.fs.vfs;

/** A mounted file system: what {@code statfs} and {@code /proc/mounts} tell of it. */
public abstract class Volume {

  /** Magic numbers of {@code f_type} (include/uapi/linux/magic.h). */
  public static final long TMPFS_MAGIC = 0x01021994;

  public static final long PROC_MAGIC = 0x9fa0;
  public static final long SYSFS_MAGIC = 0x62656572;
  public static final long PIPEFS_MAGIC = 0x50495045;
  public static final long EXT4_MAGIC = 0xef53;

  /** Space in bytes. */
  public record Space(long total, long free) {}

  private final long device;
  private final String type;
  private final long magic;
  private final boolean readOnly;

  /**
   * @param minor distinguishes this volume; the major number is 0, as for all volumes without a
   *     disk
   */
  protected Volume(int minor, String type, long magic, boolean readOnly) {
    this.device = FileStatus.deviceNumber(0, minor);
    this.type = type;
    this.magic = magic;
    this.readOnly = readOnly;
  }

  /** What {@code st_dev} shows for every file here. */
  public final long device() {
    return device;
  }

  /** File system type as {@code /proc/mounts} names it. */
  public final String type() {
    return type;
  }

  public final long magic() {
    return magic;
  }

  public final boolean readOnly() {
    return readOnly;
  }

  public abstract Space space();
}
