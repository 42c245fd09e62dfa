package dev.cubicle.emulator.linux.fs.vfs;

/**
 * What {@code stat} answers.
 *
 * @param device number of the volume ({@code st_dev})
 * @param mode type and permission bits, see {@link FileMode}
 * @param specialDevice number of the device that a device node stands for ({@code st_rdev})
 * @param size in bytes
 * @param blocks allocated space in units of 512 bytes
 */
public record FileStatus(
    long device,
    long inode,
    int mode,
    int links,
    int owner,
    int group,
    long specialDevice,
    long size,
    long blocks,
    Timestamp accessed,
    Timestamp modified,
    Timestamp changed) {

  /** Preferred transfer size in bytes ({@code st_blksize}). */
  public static final int BLOCK_SIZE = 4096;

  /**
   * Of a file without contents, which belongs to user and group 0 and has one name.
   *
   * @param specialDevice 0 if it is no device
   */
  public static FileStatus ofSpecial(
      Volume volume, long inode, int mode, long specialDevice, Timestamp created) {
    return new FileStatus(
        volume.device(), inode, mode, 1, 0, 0, specialDevice, 0, 0, created, created, created);
  }

  /** Encodes a device number as {@code st_dev} holds it (new_encode_dev of the kernel). */
  public static long deviceNumber(int major, int minor) {
    return (minor & 0xffL) | ((major & 0xfffL) << 8) | ((minor & 0xfff00L) << 12);
  }

  /** The same file after its last name went, with the size it has then. */
  public FileStatus withoutLinks(long newSize) {
    return new FileStatus(
        device,
        inode,
        mode,
        0,
        owner,
        group,
        specialDevice,
        newSize,
        (newSize + 511) / 512,
        accessed,
        modified,
        changed);
  }

  public int type() {
    return mode & FileMode.TYPE_MASK;
  }

  public int major() {
    return majorOf(device);
  }

  public int minor() {
    return minorOf(device);
  }

  /** The major part of an encoded device number. */
  public static int majorOf(long device) {
    return (int) (device >>> 8) & 0xfff;
  }

  /** The minor part of an encoded device number. */
  public static int minorOf(long device) {
    return (int) ((device & 0xff) | ((device >>> 12) & 0xfff00));
  }
}
