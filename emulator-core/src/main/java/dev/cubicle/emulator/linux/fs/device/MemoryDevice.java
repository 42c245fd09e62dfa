package dev.cubicle.emulator.linux.fs.device;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** An open memory device (drivers/char/mem.c, random.c): full, null, random or zero. */
public final class MemoryDevice extends OpenFile {

  /** What a device does. */
  private enum Kind {
    /** Empty to read, takes everything. */
    NULL,
    /** Zeros to read, takes everything. */
    ZERO,
    /** Zeros to read, takes nothing (ENOSPC). */
    FULL,
    /** Random bytes to read, takes everything. */
    RANDOM
  }

  private final Kind kind;
  private final String path;
  private final RandomGenerator random;

  private MemoryDevice(DeviceNode node, Kind kind, RandomGenerator random, int flags) {
    super(node, flags);
    this.kind = kind;
    this.path = node.path();
    this.random = random;
  }

  public static DeviceNode nullDevice(Volume volume) {
    return node(volume, "null", 3, Kind.NULL, null);
  }

  public static DeviceNode zero(Volume volume) {
    return node(volume, "zero", 5, Kind.ZERO, null);
  }

  public static DeviceNode full(Volume volume) {
    return node(volume, "full", 7, Kind.FULL, null);
  }

  public static DeviceNode random(Volume volume, RandomGenerator random) {
    return node(volume, "random", 8, Kind.RANDOM, random);
  }

  public static DeviceNode urandom(Volume volume, RandomGenerator random) {
    return node(volume, "urandom", 9, Kind.RANDOM, random);
  }

  private static DeviceNode node(
      Volume volume, String name, int minor, Kind kind, RandomGenerator random) {
    return new DeviceNode(
        volume,
        "/dev/" + name,
        1,
        minor,
        (node, flags) -> new MemoryDevice(node, kind, random, flags));
  }

  @Override
  public String name() {
    return path;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  /** Every position is the same: null_lseek. */
  @Override
  public long seek(long offset, int whence) {
    return 0;
  }

  @Override
  public int readAt(long position, byte[] destination, int offset, int length) {
    switch (kind) {
      case NULL -> {
        return 0;
      }
      case ZERO, FULL -> Arrays.fill(destination, offset, offset + length, (byte) 0);
      case RANDOM -> fill(destination, offset, length);
    }
    return length;
  }

  private void fill(byte[] destination, int offset, int length) {
    long bits = 0;
    for (int i = 0; i < length; i++) {
      bits = (i & 7) == 0 ? random.nextLong() : bits >>> 8;
      destination[offset + i] = (byte) bits;
    }
  }

  @Override
  public int writeAt(long position, byte[] source, int offset, int length) throws LinuxError {
    if (kind == Kind.FULL) {
      throw new LinuxError(Errno.ENOSPC);
    }
    return length;
  }
}
