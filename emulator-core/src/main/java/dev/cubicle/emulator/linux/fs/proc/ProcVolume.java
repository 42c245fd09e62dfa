package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** The volume of {@code /proc} or {@code /sys}. */
public final class ProcVolume extends Volume {

  private long lastInode;

  private ProcVolume(int minor, String type, long magic) {
    super(minor, type, magic, false);
  }

  public static ProcVolume proc(int minor) {
    return new ProcVolume(minor, "proc", PROC_MAGIC);
  }

  public static ProcVolume sys(int minor) {
    return new ProcVolume(minor, "sysfs", SYSFS_MAGIC);
  }

  long nextInode() {
    return ++lastInode;
  }

  @Override
  public Space space() {
    return new Space(0, 0);
  }
}
