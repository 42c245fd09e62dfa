package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.function.IntFunction;

/**
 * The inode of a standard stream. A stream that is a terminal on the host looks like one; any other
 * looks like a pipe, whatever it is on the host.
 */
final class StreamNode extends SpecialNode {

  /** First minor of the Unix98 pseudo-terminals (major 136). */
  private static final long TERMINAL_DEVICE = FileStatus.deviceNumber(136, 0);

  private final Volume volume;
  private final long inode;
  private final boolean terminal;
  private final Timestamp created = Timestamp.now();
  private IntFunction<OpenFile> opener;

  StreamNode(Volume volume, long inode, boolean terminal) {
    this.volume = volume;
    this.inode = inode;
    this.terminal = terminal;
  }

  /** Says how the stream is opened once more through {@code /proc/self/fd}. */
  void openedBy(IntFunction<OpenFile> newOpener) {
    opener = newOpener;
  }

  boolean terminal() {
    return terminal;
  }

  String name() {
    return terminal ? "/dev/pts/0" : "pipe:[" + inode + "]";
  }

  @Override
  public Volume volume() {
    return volume;
  }

  @Override
  public FileStatus status() {
    return terminal
        ? FileStatus.ofSpecial(
            volume, inode, FileMode.CHARACTER_DEVICE | 0620, TERMINAL_DEVICE, created)
        : FileStatus.ofSpecial(volume, inode, FileMode.FIFO | 0600, 0, created);
  }

  @Override
  public OpenFile open(int flags) throws LinuxError {
    return opener.apply(flags);
  }
}
