package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import dev.cubicle.emulator.memory.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Lays out the structures that describe files. */
final class StatWriter {

  private static final int STAT_BYTES = 144;
  private static final int STATX_BYTES = 256;
  private static final int STATFS_BYTES = 120;

  /** STATX_BASIC_STATS: everything but the time of birth. */
  private static final int STATX_BASIC = 0x7ff;

  /** ST_VALID and ST_RELATIME; ST_RDONLY is bit 0. */
  private static final int MOUNT_FLAGS = 0x20 | 0x1000;

  private final ByteBuffer buffer = ByteBuffer.allocate(STATX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** {@code struct stat} (arch/x86/include/uapi/asm/stat.h). */
  void stat(UserMemory memory, long address, FileStatus status) {
    start();
    buffer
        .putLong(status.device())
        .putLong(status.inode())
        .putLong(status.links())
        .putInt(status.mode())
        .putInt(status.owner())
        .putInt(status.group())
        .putInt(0)
        .putLong(status.specialDevice())
        .putLong(status.size())
        .putLong(FileStatus.BLOCK_SIZE)
        .putLong(status.blocks());
    putTimespec(status.accessed());
    putTimespec(status.modified());
    putTimespec(status.changed());
    memory.write(address, buffer.array(), 0, STAT_BYTES);
  }

  /** {@code struct statx} (include/uapi/linux/stat.h). */
  void statx(UserMemory memory, long address, FileStatus status) {
    start();
    buffer
        .putInt(STATX_BASIC)
        .putInt(FileStatus.BLOCK_SIZE)
        .putLong(0)
        .putInt(status.links())
        .putInt(status.owner())
        .putInt(status.group())
        .putShort((short) status.mode())
        .putShort((short) 0)
        .putLong(status.inode())
        .putLong(status.size())
        .putLong(status.blocks())
        .putLong(0);
    putStatxTime(status.accessed());
    buffer.putLong(0).putLong(0);
    putStatxTime(status.changed());
    putStatxTime(status.modified());
    buffer
        .putInt(FileStatus.majorOf(status.specialDevice()))
        .putInt(FileStatus.minorOf(status.specialDevice()))
        .putInt(status.major())
        .putInt(status.minor());
    memory.write(address, buffer.array(), 0, STATX_BYTES);
  }

  /** {@code struct statfs} (include/uapi/asm-generic/statfs.h). */
  void statfs(UserMemory memory, long address, Volume volume) {
    start();
    final Volume.Space space = volume.space();
    final long free = space.free() / FileStatus.BLOCK_SIZE;
    buffer
        .putLong(volume.magic())
        .putLong(FileStatus.BLOCK_SIZE)
        .putLong(space.total() / FileStatus.BLOCK_SIZE)
        .putLong(free)
        .putLong(free)
        .putLong(0)
        .putLong(0)
        .putLong(volume.device())
        .putLong(255)
        .putLong(FileStatus.BLOCK_SIZE)
        .putLong(MOUNT_FLAGS | (volume.readOnly() ? 1 : 0));
    memory.write(address, buffer.array(), 0, STATFS_BYTES);
  }

  private void start() {
    buffer.clear();
    Arrays.fill(buffer.array(), (byte) 0);
  }

  private void putTimespec(Timestamp time) {
    buffer.putLong(time.seconds()).putLong(time.nanoseconds());
  }

  private void putStatxTime(Timestamp time) {
    buffer.putLong(time.seconds()).putInt(time.nanoseconds()).putInt(0);
  }
}
