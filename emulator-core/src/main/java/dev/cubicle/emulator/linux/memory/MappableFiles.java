package dev.cubicle.emulator.linux.memory;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.memory.FileBacking;

/** What {@code mmap} needs of the file descriptors. Implemented by the file table. */
public interface MappableFiles {

  /**
   * The file behind a descriptor, for mapping.
   *
   * @param shared MAP_SHARED
   * @param writable PROT_WRITE
   * @throws LinuxError EBADF for no such descriptor, EACCES when the open mode forbids it, ENODEV
   *     when the file cannot be mapped
   */
  FileBacking backing(int descriptor, boolean shared, boolean writable) throws LinuxError;
}
