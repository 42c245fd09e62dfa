package dev.cubicle.emulator.linux.fs.memory;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.ListedDirectory;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A directory in memory. */
public final class MemoryDirectory extends ListedDirectory {

  /** What an entry is reckoned to take of host memory, besides its name. */
  private static final int ENTRY_BYTES = 128;

  /** What tmpfs shows for each entry, and for the two that every directory has. */
  private static final int SHOWN_ENTRY_BYTES = 20;

  private final MemoryAttributes attributes;
  private boolean removed;

  /**
   * A directory that is in no other: the root, or what {@link Directory#mount} puts somewhere.
   *
   * @throws LinuxError ENOSPC
   */
  public MemoryDirectory(MemoryVolume volume, int permissions) throws LinuxError {
    this(null, volume, permissions);
  }

  private MemoryDirectory(MemoryDirectory parent, MemoryVolume volume, int permissions)
      throws LinuxError {
    super(parent);
    attributes = new MemoryAttributes(volume, FileMode.DIRECTORY | permissions, 2);
  }

  @Override
  public Volume volume() {
    return attributes.volume();
  }

  @Override
  public FileStatus status() {
    return attributes.status(SHOWN_ENTRY_BYTES * (2L + children().size()), 0);
  }

  @Override
  protected MemoryAttributes attributes() {
    return attributes;
  }

  @Override
  public RegularNode createFile(String name, int permissions) throws LinuxError {
    chargeEntry(name, 0);
    return add(name, new MemoryFile(attributes.volume(), permissions, 1));
  }

  @Override
  public RegularNode createUnnamed(int permissions) throws LinuxError {
    return MemoryFile.unnamed(attributes.volume(), permissions);
  }

  @Override
  public void createDirectory(String name, int permissions) throws LinuxError {
    chargeEntry(name, 0);
    add(name, new MemoryDirectory(this, attributes.volume(), permissions));
    attributes.addLinks(1);
  }

  @Override
  public void createLink(String name, String target) throws LinuxError {
    chargeEntry(name, target.length());
    attributes.volume().charge(target.length());
    add(name, new MemoryLink(attributes.volume(), target));
  }

  @Override
  public void link(String name, Inode existing) throws LinuxError {
    chargeEntry(name, 0);
    switch (existing) {
      case MemoryFile file -> file.attributes().addLinks(1);
      case MemoryLink link -> link.attributes().addLinks(1);
      default -> throw new LinuxError(Errno.EPERM);
    }
    add(name, existing);
  }

  @Override
  public void unlink(String name) throws LinuxError {
    forget(name);
  }

  @Override
  public void removeDirectory(String name) throws LinuxError {
    if (children().get(name) instanceof MemoryDirectory directory) {
      directory.requireEmpty();
    }
    forget(name);
  }

  @Override
  public void rename(String name, Directory target, String newName) throws LinuxError {
    final MemoryDirectory to = (MemoryDirectory) target;
    final Inode replaced = to.children().get(newName);
    if (replaced instanceof MemoryDirectory directory) {
      directory.requireEmpty();
    }
    if (replaced == null) {
      to.chargeEntry(newName, 0);
    }
    final Inode moved = children().remove(name);
    attributes.volume().refund(entryBytes(name));
    if (replaced != null) {
      to.forget(newName);
      to.attributes.volume().charge(entryBytes(newName));
    }
    to.children().put(newName, moved);
    if (moved instanceof MemoryDirectory directory) {
      directory.moveTo(to);
      attributes.addLinks(-1);
      to.attributes.addLinks(1);
    }
    attributes.touch();
    to.attributes.touch();
  }

  @Override
  public void exchange(String name, Directory target, String otherName) {
    final MemoryDirectory to = (MemoryDirectory) target;
    final Inode first = children().get(name);
    final Inode second = to.children().get(otherName);
    children().put(name, second);
    to.children().put(otherName, first);
    adopt(second, to, this);
    adopt(first, this, to);
    attributes.touch();
    to.attributes.touch();
  }

  private static void adopt(Inode node, MemoryDirectory from, MemoryDirectory to) {
    if (node instanceof MemoryDirectory directory) {
      directory.moveTo(to);
      from.attributes.addLinks(-1);
      to.attributes.addLinks(1);
    }
  }

  /** Puts a device or another ready-made file here; for building the guest's root. */
  public void place(String name, SpecialNode node) throws LinuxError {
    chargeEntry(name, 0);
    children().put(name, node);
  }

  /** Puts a symbolic link with a meaning of its own here; for building the guest's root. */
  public void place(String name, LinkNode node) throws LinuxError {
    chargeEntry(name, 0);
    children().put(name, node);
  }

  private <T extends Inode> T add(String name, T node) {
    children().put(name, node);
    attributes.touch();
    return node;
  }

  private void forget(String name) {
    final Inode gone = children().remove(name);
    final MemoryVolume volume = attributes.volume();
    volume.refund(entryBytes(name));
    switch (gone) {
      case MemoryFile file -> file.unlinked();
      case MemoryLink link -> {
        link.attributes().addLinks(-1);
        if (link.attributes().links() == 0) {
          volume.refund(MemoryAttributes.INODE_BYTES + link.target().length());
        }
      }
      case MemoryDirectory directory -> {
        directory.removed = true;
        directory.attributes.addLinks(-2);
        attributes.addLinks(-1);
        volume.refund(MemoryAttributes.INODE_BYTES);
      }
      default -> {}
    }
    attributes.touch();
  }

  private void requireEmpty() throws LinuxError {
    if (!children().isEmpty()) {
      throw new LinuxError(Errno.ENOTEMPTY);
    }
  }

  /**
   * Charges for an entry when there is room for it, an inode and {@code more} bytes, so that what
   * follows cannot fail half-way. A removed directory takes no entries (IS_DEADDIR of the kernel).
   */
  private void chargeEntry(String name, int more) throws LinuxError {
    if (removed) {
      throw new LinuxError(Errno.ENOENT);
    }
    attributes.volume().require(entryBytes(name) + MemoryAttributes.INODE_BYTES + more);
    attributes.volume().charge(entryBytes(name));
  }

  private static int entryBytes(String name) {
    return ENTRY_BYTES + name.length();
  }
}
