package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.memory.MemoryVolume;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.pipe.PipeVolume;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** All system calls of the file system. */
public final class FileCalls {

  private final FileTable files;
  private final WorkingState working;
  private final PathResolver resolver;
  private final PipeVolume anonymous;
  private final MemoryVolume memory;

  /**
   * @param resolver the guest's root
   * @param anonymous what pipes belong to
   * @param memory what files made by {@code memfd_create} belong to
   */
  public FileCalls(
      FileTable files,
      WorkingState working,
      PathResolver resolver,
      PipeVolume anonymous,
      MemoryVolume memory) {
    this.files = files;
    this.working = working;
    this.resolver = resolver;
    this.anonymous = anonymous;
    this.memory = memory;
  }

  /**
   * Adds every call to the table.
   *
   * @param processGroup the guest's own process group
   * @param ticks now, on the time line of all deadlines
   */
  public void register(
      SystemCallTable table, SignalSender signals, IntSupplier processGroup, LongSupplier ticks) {
    final Deadline deadlines = new Deadline(ticks);
    final PathArguments paths = new PathArguments(files, working, resolver);
    final Transfer transfer = new Transfer(signals);
    final LockCommands locks = new LockCommands();
    final ReadWriteCalls readWrite = new ReadWriteCalls(files, transfer);
    readWrite.register(table);
    new SpliceCalls(files, transfer, readWrite).register(table);
    new CopyCalls(files, transfer).register(table);
    new OpenCalls(files, working, paths).register(table);
    new StatusCalls(files, paths).register(table);
    new DirectoryCalls(files, working, paths).register(table);
    new NameCalls(working, paths).register(table);
    new RenameCalls(paths).register(table);
    new ChangeCalls(files, paths).register(table);
    new ExtendedAttributeCalls(files, paths).register(table);
    new StorageCalls(files, paths, locks).register(table);
    new DescriptorCalls(files, locks).register(table);
    new AnonymousCalls(files, anonymous, memory).register(table);
    new PollCalls(files, signals, deadlines).register(table);
    new SelectCalls(files, signals, deadlines).register(table);
    new TerminalCalls(files, processGroup).register(table);
  }
}
