package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A device, named pipe or socket of the host: seen, never opened. */
final class HostSpecial extends SpecialNode {

  private final HostPlace place;

  HostSpecial(HostPlace place) {
    this.place = place;
  }

  @Override
  public Volume volume() {
    return place.volume();
  }

  @Override
  public FileStatus status() throws LinuxError {
    return place.status();
  }

  @Override
  public OpenFile open(int flags) throws LinuxError {
    throw new LinuxError(Errno.ENXIO);
  }
}
