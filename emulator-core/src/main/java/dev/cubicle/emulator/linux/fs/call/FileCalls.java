package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.path.PathResolver;

/** All system calls of the file system. */
public final class FileCalls {

  private final FileTable files;
  private final WorkingState working;
  private final PathArguments paths;
  private final Transfer transfer;

  public FileCalls(
      FileTable files, WorkingState working, PathResolver resolver, SignalSender signals) {
    this.files = files;
    this.working = working;
    this.paths = new PathArguments(files, working, resolver);
    this.transfer = new Transfer(signals);
  }

  public void register(SystemCallTable table) {
    new ReadWriteCalls(files, transfer).register(table);
    new OpenCalls(files, working, paths).register(table);
    new StatusCalls(files, paths).register(table);
    new DirectoryCalls(files, working, paths).register(table);
    new NameCalls(working, paths).register(table);
    new RenameCalls(paths).register(table);
    new ChangeCalls(files, paths).register(table);
    new DescriptorCalls(files, new LockCommands()).register(table);
  }
}
