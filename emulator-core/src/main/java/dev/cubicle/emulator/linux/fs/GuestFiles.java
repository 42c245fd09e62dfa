package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.call.FileCalls;
import dev.cubicle.emulator.linux.fs.call.SignalSender;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.memory.MemoryVolume;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.pipe.PipeVolume;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.fs.stream.StandardStreams;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import java.util.random.RandomGenerator;

/** The files of one guest process: its root, its descriptors, its system calls. */
public final class GuestFiles {

  private final FileTable table = new FileTable();
  private final PathResolver resolver;
  private final WorkingState working;

  /**
   * @param streams what the descriptors 0, 1 and 2 are connected to
   * @param memoryLimit bytes that in-memory files may take together
   * @param random what {@code /dev/random} gives
   * @param wakeUp called from another thread when input arrives for which a guest thread waits
   */
  public GuestFiles(
      HostStreams streams, long memoryLimit, RandomGenerator random, Runnable wakeUp) {
    final PipeVolume anonymous = new PipeVolume(2);
    final MemoryVolume memory = new MemoryVolume(1, memoryLimit);
    final StandardStreams standard = new StandardStreams(streams, anonymous, wakeUp);
    final Directory root;
    try {
      root = new RootBuilder(memory, random, standard).build();
      table.add(standard.input(), false);
      table.add(standard.output(), false);
      table.add(standard.error(), false);
    } catch (LinuxError e) {
      throw new IllegalArgumentException("no room for the guest's root in " + memoryLimit, e);
    }
    resolver = new PathResolver(root);
    working = new WorkingState(root);
  }

  public FileTable table() {
    return table;
  }

  /** Adds the file system's calls to the table. */
  public void register(SystemCallTable calls, SignalSender signals) {
    new FileCalls(table, working, resolver, signals).register(calls);
  }
}
