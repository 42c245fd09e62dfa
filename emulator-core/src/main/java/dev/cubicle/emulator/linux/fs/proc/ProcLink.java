package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.Optional;

/** A link whose target is made when it is looked at. */
final class ProcLink extends LinkNode {

  /** Finds something when the link is followed or read. */
  @FunctionalInterface
  interface Source<T> {
    T get() throws LinuxError;
  }

  private final ProcAttributes attributes;
  private final Source<String> target;
  private final Source<Optional<Inode>> destination;

  private ProcLink(ProcVolume volume, Source<String> target, Source<Optional<Inode>> destination) {
    this.attributes = new ProcAttributes(volume, FileMode.LINK | 0777, 1);
    this.target = target;
    this.destination = destination;
  }

  /** A link that is followed by its path, as any other. */
  static ProcLink toPath(ProcVolume volume, Source<String> target) {
    return new ProcLink(volume, target, Optional::empty);
  }

  /** A link that leads straight to a file, whatever its text says. */
  static ProcLink toFile(ProcVolume volume, Source<String> text, Source<Inode> file) {
    return new ProcLink(volume, text, () -> Optional.of(file.get()));
  }

  @Override
  public String target() throws LinuxError {
    return target.get();
  }

  @Override
  public Optional<Inode> destination() throws LinuxError {
    return destination.get();
  }

  @Override
  public Volume volume() {
    return attributes.volume();
  }

  @Override
  public FileStatus status() {
    return attributes.status();
  }
}
