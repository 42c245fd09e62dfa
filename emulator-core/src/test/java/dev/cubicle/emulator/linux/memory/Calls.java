package dev.cubicle.emulator.linux.memory;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.GuestMemory;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.UserMemory;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.Pkru;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A process with nothing but memory, whose system calls are made by number. */
final class Calls implements AutoCloseable, PkruAccess, MappableFiles {
  static final int MMAP = 9;
  static final int MPROTECT = 10;
  static final int MUNMAP = 11;
  static final int BRK = 12;
  static final int MREMAP = 25;
  static final int MSYNC = 26;
  static final int MINCORE = 27;
  static final int MADVISE = 28;
  static final int MLOCK = 149;
  static final int MUNLOCK = 150;
  static final int MLOCKALL = 151;
  static final int MLOCK2 = 325;
  static final int PKEY_MPROTECT = 329;
  static final int PKEY_ALLOC = 330;
  static final int PKEY_FREE = 331;

  static final long HEAP = 0x60_0000;

  /** A descriptor's file, and whether it was opened for writing. */
  record Open(FileBacking file, boolean writable) {}

  final PhysicalMemory physical = new PhysicalMemory(4 << 20);
  final AddressSpace space;
  final GuestMemory memory;
  final Map<Integer, Open> descriptors = new HashMap<>();
  int pkru = Pkru.LINUX_INITIAL;
  private final SystemCallTable table = new SystemCallTable();

  Calls() {
    this(true);
  }

  Calls(boolean protectionKeys) {
    AccessCheck check = new AccessCheck(FetchPolicy.NONE, protectionKeys, true);
    space = new AddressSpace(physical, check);
    memory = new GuestMemory(space, physical, check, () -> pkru);
    new MemoryCalls(space, this, this, HEAP).register(table);
  }

  /** What RAX would hold: a result or a negative error number. */
  long call(int number, long... arguments) {
    try {
      return table.lookup(number).handler().call(new Context(arguments));
    } catch (LinuxError e) {
      return -e.errno().number();
    } catch (BadAddressException e) {
      return -Errno.EFAULT.number();
    } catch (TaskBlocked e) {
      throw new AssertionError("a memory call never sleeps", e);
    }
  }

  private final class Context implements SystemCallContext {
    private final long[] arguments;

    Context(long[] arguments) {
      this.arguments = arguments;
    }

    @Override
    public long argument(int index) {
      return index < arguments.length ? arguments[index] : 0;
    }

    @Override
    public UserMemory memory() {
      return memory;
    }

    @Override
    public Optional<Wait> resumedFrom() {
      return Optional.empty();
    }
  }

  @Override
  public int get() {
    return pkru;
  }

  @Override
  public void set(int newPkru) {
    pkru = newPkru;
  }

  @Override
  public FileBacking backing(int descriptor, boolean shared, boolean writable) throws LinuxError {
    Open open = descriptors.get(descriptor);
    if (open == null) {
      throw new LinuxError(Errno.EBADF);
    }
    if (shared && writable && !open.writable) {
      throw new LinuxError(Errno.EACCES);
    }
    return open.file;
  }

  @Override
  public void close() {
    physical.close();
  }
}
