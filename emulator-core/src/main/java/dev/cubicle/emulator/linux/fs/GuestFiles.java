package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.call.FileCalls;
import dev.cubicle.emulator.linux.fs.call.SignalSender;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.host.HostVolume;
import dev.cubicle.emulator.linux.fs.memory.MemoryVolume;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.pipe.PipeVolume;
import dev.cubicle.emulator.linux.fs.proc.ProcTree;
import dev.cubicle.emulator.linux.fs.proc.ProcVolume;
import dev.cubicle.emulator.linux.fs.proc.ProcessView;
import dev.cubicle.emulator.linux.fs.proc.ProgramFile;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.fs.stream.StandardStreams;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.memory.FileBacking;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The files of one guest process: its root, its descriptors, its system calls.
 *
 * <p>The process is user 0 of group 0, and all files are its own.
 */
public final class GuestFiles implements AutoCloseable {

  private static final int MEMORY = 1;
  private static final int ANONYMOUS = 2;
  private static final int PROC = 3;
  private static final int SYS = 4;
  private static final int FIRST_SHARE = 16;

  private final FileTable table = new FileTable();
  private final PipeVolume anonymous = new PipeVolume(ANONYMOUS);
  private final ProcVolume procVolume = ProcVolume.proc(PROC);
  private final HostStreams streams;
  private final StandardStreams standard;
  private final MemoryVolume memory;
  private final Directory root;
  private final WorkingState working;
  private final MountTable mounts;
  private final List<SharedPath> shared = new ArrayList<>();
  private int processGroup = 1;

  /** A host path that was shared, with all its links resolved. */
  private record SharedPath(Path real, boolean readOnly) {}

  /**
   * @param streams what the descriptors 0, 1 and 2 are connected to
   * @param memoryLimit bytes that in-memory files may take together
   * @param random what {@code /dev/random} gives
   * @param wakeUp called from another thread when input arrives for which a guest thread waits
   */
  public GuestFiles(
      HostStreams streams, long memoryLimit, RandomGenerator random, Runnable wakeUp) {
    this.streams = streams;
    memory = new MemoryVolume(MEMORY, memoryLimit);
    standard = new StandardStreams(streams, anonymous, wakeUp);
    try {
      root = new RootBuilder(memory, random, standard).build();
      table.add(standard.input(), false);
      table.add(standard.output(), false);
      table.add(standard.error(), false);
    } catch (LinuxError e) {
      throw new IllegalArgumentException("no room for the guest's root in " + memoryLimit, e);
    }
    working = new WorkingState(root);
    mounts = new MountTable(root);
    mounts.mount("/sys", ProcTree.sys(ProcVolume.sys(SYS)));
  }

  /**
   * Opens a descriptor for writing to a stream of the host.
   *
   * @param descriptor a free one
   */
  public void output(int descriptor, OutputStream stream) {
    try {
      final int given = table.add(standard.outputTo(stream), descriptor, false);
      if (given != descriptor) {
        throw new IllegalArgumentException("the descriptor %d is in use".formatted(descriptor));
      }
    } catch (LinuxError e) {
      throw new IllegalArgumentException("there is no descriptor %d".formatted(descriptor), e);
    }
  }

  /**
   * Lets the guest see a directory or regular file of the host.
   *
   * @throws IOException if it cannot be read; with a message for the user
   * @throws IllegalArgumentException if it cannot be put there; with a message for the user
   */
  public void share(Share share) throws IOException {
    final Path real = share.host().toRealPath();
    for (SharedPath other : shared) {
      requireApart(share, new SharedPath(real, share.readOnly()), other);
      requireApart(share, other, new SharedPath(real, share.readOnly()));
    }
    final int minor = FIRST_SHARE + shared.size();
    mounts.mount(share.guest(), HostVolume.share(real, minor, share.readOnly()));
    shared.add(new SharedPath(real, share.readOnly()));
  }

  /**
   * A guest that may rename what is inside {@code outer} could put a link in the place of {@code
   * inner}.
   */
  private static void requireApart(Share share, SharedPath outer, SharedPath inner) {
    final boolean inside =
        inner.real().startsWith(outer.real()) && !inner.real().equals(outer.real());
    if (inside && !outer.readOnly()) {
      throw new IllegalArgumentException(
          "--share %s: %s lies inside %s, which is shared for writing: share the outer one alone, or with :ro"
              .formatted(share.host(), inner.real(), outer.real()));
    }
  }

  /**
   * Fills {@code /proc}. To be called once, before the guest runs.
   *
   * @param program the image, seen at {@link ProcessView#executable} when that is a place where
   *     something can be mounted
   */
  public void show(ProcessView process, FileBacking program) {
    processGroup = process.processId();
    mounts.mount(
        "/proc", new ProcTree(procVolume, process, table, working, root, mounts::text).proc());
    mounts.mount(process.executable(), new ProgramFile(procVolume, program));
  }

  /** Whether a guest thread waits for input that the host has not given yet. */
  public boolean awaitsInput() {
    return standard.awaitsInput();
  }

  public FileTable table() {
    return table;
  }

  /**
   * Adds the file system's calls to the table.
   *
   * @param ticks now, on the time line of all deadlines
   */
  public void register(SystemCallTable calls, SignalSender signals, LongSupplier ticks) {
    new FileCalls(table, working, new PathResolver(root), anonymous, memory)
        .register(calls, signals, () -> processGroup, ticks);
  }

  /** Closes every descriptor and puts the terminal back as it was. */
  @Override
  public void close() {
    table.closeAll();
    streams.terminal().ifPresent(terminal -> terminal.restore());
  }
}
