package dev.cubicle.emulator.linux.fs.device;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A character device. */
public final class DeviceNode extends SpecialNode {

  /** Opens the device; {@code node} is the device itself. */
  @FunctionalInterface
  public interface Opener {
    OpenFile open(DeviceNode node, int flags) throws LinuxError;
  }

  private final Volume volume;
  private final String path;
  private final long device;
  private final Opener opener;
  private final Timestamp created = Timestamp.now();

  /**
   * @param path where the guest finds it
   * @param major and {@code minor}: its number (Documentation/admin-guide/devices.txt)
   */
  public DeviceNode(Volume volume, String path, int major, int minor, Opener opener) {
    this.volume = volume;
    this.path = path;
    this.device = FileStatus.deviceNumber(major, minor);
    this.opener = opener;
  }

  String path() {
    return path;
  }

  @Override
  public Volume volume() {
    return volume;
  }

  @Override
  public FileStatus status() {
    return FileStatus.ofSpecial(volume, device, FileMode.CHARACTER_DEVICE | 0666, device, created);
  }

  @Override
  public OpenFile open(int flags) throws LinuxError {
    return opener.open(this, flags);
  }
}
