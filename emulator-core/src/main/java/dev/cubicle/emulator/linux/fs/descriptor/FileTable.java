package dev.cubicle.emulator.linux.fs.descriptor;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.memory.MappableFiles;
import dev.cubicle.emulator.memory.FileBacking;
import java.util.Arrays;
import java.util.BitSet;

/** The descriptors of the process ({@code struct files_struct}). */
public final class FileTable implements MappableFiles {

  /** The usual soft RLIMIT_NOFILE. */
  public static final int DEFAULT_LIMIT = 1024;

  /** The hard RLIMIT_NOFILE. */
  public static final int HARD_LIMIT = 4096;

  private OpenFile[] files = new OpenFile[64];
  private final BitSet closeOnExec = new BitSet();
  private int limit = DEFAULT_LIMIT;

  /** Soft RLIMIT_NOFILE: one more than the greatest descriptor that can be made. */
  public int limit() {
    return limit;
  }

  /**
   * setrlimit.
   *
   * @param limit 0 to {@link #HARD_LIMIT}
   */
  public void limit(int newLimit) {
    if (newLimit < 0 || newLimit > HARD_LIMIT) {
      throw new IllegalArgumentException("limit of descriptors: " + newLimit);
    }
    limit = newLimit;
  }

  /**
   * The open file behind a descriptor, of whatever kind and mode; {@code null} if there is none.
   */
  public OpenFile find(int descriptor) {
    return descriptor >= 0 && descriptor < files.length ? files[descriptor] : null;
  }

  /**
   * @throws LinuxError EBADF
   */
  public OpenFile any(int descriptor) throws LinuxError {
    final OpenFile file = find(descriptor);
    if (file == null) {
      throw new LinuxError(Errno.EBADF);
    }
    return file;
  }

  /**
   * A file that was not opened with O_PATH.
   *
   * @throws LinuxError EBADF
   */
  public OpenFile get(int descriptor) throws LinuxError {
    final OpenFile file = any(descriptor);
    if (file.pathOnly()) {
      throw new LinuxError(Errno.EBADF);
    }
    return file;
  }

  /**
   * @throws LinuxError EBADF when there is none or it was not opened for reading
   */
  public OpenFile readable(int descriptor) throws LinuxError {
    final OpenFile file = any(descriptor);
    if (!file.reads()) {
      throw new LinuxError(Errno.EBADF);
    }
    return file;
  }

  /**
   * @throws LinuxError EBADF when there is none or it was not opened for writing
   */
  public OpenFile writable(int descriptor) throws LinuxError {
    final OpenFile file = any(descriptor);
    if (!file.writes()) {
      throw new LinuxError(Errno.EBADF);
    }
    return file;
  }

  /** Fails with EMFILE when no descriptor from {@code from} on is free. */
  public void requireFree(int from) throws LinuxError {
    firstFree(from);
  }

  /**
   * Gives a file the lowest free descriptor.
   *
   * @throws LinuxError EMFILE
   */
  public int add(OpenFile file, boolean onExec) throws LinuxError {
    return add(file, 0, onExec);
  }

  /**
   * Gives a file the lowest free descriptor that is not below {@code from}.
   *
   * @param onExec whether exec closes it
   * @throws LinuxError EMFILE
   */
  public int add(OpenFile file, int from, boolean onExec) throws LinuxError {
    final int descriptor = firstFree(from);
    put(descriptor, file, onExec);
    return descriptor;
  }

  /**
   * Puts a file at a descriptor, closing what was there (dup2).
   *
   * @throws LinuxError EBADF for a descriptor outside the limit
   */
  public void replace(int descriptor, OpenFile file, boolean onExec) throws LinuxError {
    if (descriptor < 0 || descriptor >= limit) {
      throw new LinuxError(Errno.EBADF);
    }
    final OpenFile old = find(descriptor);
    put(descriptor, file, onExec);
    if (old != null) {
      old.release();
    }
  }

  /**
   * @throws LinuxError EBADF
   */
  public void close(int descriptor) throws LinuxError {
    final OpenFile file = any(descriptor);
    files[descriptor] = null;
    closeOnExec.clear(descriptor);
    file.release();
  }

  /** Closes everything; at the end of the process. */
  public void closeAll() {
    for (int descriptor = 0; descriptor < files.length; descriptor++) {
      final OpenFile file = files[descriptor];
      if (file != null) {
        files[descriptor] = null;
        file.release();
      }
    }
    closeOnExec.clear();
  }

  public boolean closesOnExec(int descriptor) {
    return closeOnExec.get(descriptor);
  }

  public void closeOnExec(int descriptor, boolean close) {
    closeOnExec.set(descriptor, close);
  }

  /** How many descriptors there is room for now; {@code select} looks no further. */
  public int capacity() {
    return files.length;
  }

  /** One more than the greatest descriptor in use. */
  public int size() {
    int size = files.length;
    while (size > 0 && files[size - 1] == null) {
      size--;
    }
    return size;
  }

  @Override
  public FileBacking backing(int descriptor, boolean shared, boolean writable) throws LinuxError {
    final OpenFile file = get(descriptor);
    if (!file.reads() || (shared && writable && !file.writes())) {
      throw new LinuxError(Errno.EACCES);
    }
    if (file instanceof OpenRegular regular) {
      return regular.forMapping();
    }
    throw new LinuxError(Errno.ENODEV);
  }

  private void put(int descriptor, OpenFile file, boolean onExec) {
    if (descriptor >= files.length) {
      // As the kernel's table grows (alloc_fdtable), which select can tell.
      files = Arrays.copyOf(files, Integer.highestOneBit(Math.max(descriptor, 128)) << 1);
    }
    file.retain();
    files[descriptor] = file;
    closeOnExec.set(descriptor, onExec);
  }

  private int firstFree(int from) throws LinuxError {
    int descriptor = from;
    while (find(descriptor) != null) {
      descriptor++;
    }
    if (descriptor >= limit) {
      throw new LinuxError(Errno.EMFILE);
    }
    return descriptor;
  }
}
