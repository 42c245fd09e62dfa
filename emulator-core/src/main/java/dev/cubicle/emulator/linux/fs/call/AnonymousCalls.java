package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenRegular;
import dev.cubicle.emulator.linux.fs.memory.MemoryFile;
import dev.cubicle.emulator.linux.fs.memory.MemoryVolume;
import dev.cubicle.emulator.linux.fs.pipe.EventFile;
import dev.cubicle.emulator.linux.fs.pipe.Pipe;
import dev.cubicle.emulator.linux.fs.pipe.PipeVolume;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;

/** Calls that make files without names: pipe, eventfd, memfd_create. */
final class AnonymousCalls {

  private static final int EFD_SEMAPHORE = 1;
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;

  /** NAME_MAX less the prefix {@code memfd:}. */
  private static final int MEMFD_NAME_LIMIT = 249;

  private final FileTable files;
  private final PipeVolume anonymous;
  private final MemoryVolume memory;

  AnonymousCalls(FileTable files, PipeVolume anonymous, MemoryVolume memory) {
    this.files = files;
    this.anonymous = anonymous;
    this.memory = memory;
  }

  void register(SystemCallTable table) {
    table.add(22, "pipe", c -> pipe(c, 0));
    table.add(284, "eventfd", c -> eventfd(c, 0));
    table.add(290, "eventfd2", c -> eventfd(c, c.intArgument(1)));
    table.add(293, "pipe2", c -> pipe(c, c.intArgument(1)));
    table.add(319, "memfd_create", this::memfdCreate);
  }

  private long pipe(SystemCallContext c, int flags) throws LinuxError {
    if ((flags & ~(OpenFlags.CLOSE_ON_EXEC | OpenFlags.NON_BLOCK | OpenFlags.DIRECT)) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final boolean onExec = (flags & OpenFlags.CLOSE_ON_EXEC) != 0;
    final Pipe pipe = new Pipe(anonymous);
    final int reader = files.add(pipe.reader(flags), onExec);
    final int writer;
    try {
      writer = files.add(pipe.writer(flags), onExec);
    } catch (LinuxError e) {
      files.close(reader);
      throw e;
    }
    if (c.memory().writable(c.argument(0), 8) < 8) {
      files.close(reader);
      files.close(writer);
      throw new LinuxError(Errno.EFAULT);
    }
    c.memory().writeInt(c.argument(0), reader);
    c.memory().writeInt(c.argument(0) + 4, writer);
    return 0;
  }

  private long eventfd(SystemCallContext c, int flags) throws LinuxError {
    if ((flags & ~(EFD_SEMAPHORE | OpenFlags.CLOSE_ON_EXEC | OpenFlags.NON_BLOCK)) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final EventFile file =
        new EventFile(
            anonymous, c.intArgument(0), (flags & EFD_SEMAPHORE) != 0, flags & OpenFlags.NON_BLOCK);
    return files.add(file, (flags & OpenFlags.CLOSE_ON_EXEC) != 0);
  }

  private long memfdCreate(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(1);
    if ((flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING)) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final String name = c.memory().readString(c.argument(0), MEMFD_NAME_LIMIT + 1);
    if (name == null) {
      throw new LinuxError(Errno.EINVAL);
    }
    files.requireFree(0);
    final MemoryFile file = MemoryFile.unnamed(memory, 0777);
    return files.add(
        new OpenRegular(
            file,
            file.open(true),
            "/memfd:" + name + " (deleted)",
            OpenFlags.READ_WRITE | OpenFlags.LARGE_FILE),
        (flags & MFD_CLOEXEC) != 0);
  }
}
