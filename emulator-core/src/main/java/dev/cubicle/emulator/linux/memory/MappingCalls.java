package dev.cubicle.emulator.linux.memory;

import static dev.cubicle.emulator.linux.memory.PageRange.PAGE;
import static dev.cubicle.emulator.linux.memory.PageRange.require;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.emulator.memory.SharedAnonymousMemory;

/** mmap, munmap and brk: Linux's mm/mmap.c. */
final class MappingCalls {
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_SHARED_VALIDATE = 3;
  private static final int MAP_TYPE = 0xf;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_32BIT = 0x40;
  private static final int MAP_GROWSDOWN = 0x100;
  private static final int MAP_LOCKED = 0x2000;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int MAP_POPULATE = 0x8000;
  private static final int MAP_NONBLOCK = 0x10000;
  private static final int MAP_HUGETLB = 0x40000;
  private static final int MAP_FIXED_NOREPLACE = 0x100000;

  /** What MAP_SHARED_VALIDATE accepts: LEGACY_MAP_MASK of include/linux/mman.h. */
  private static final int KNOWN_FLAGS =
      MAP_TYPE
          | MAP_FIXED
          | MAP_ANONYMOUS
          | MAP_32BIT
          | MAP_GROWSDOWN
          | 0x800 // MAP_DENYWRITE
          | 0x1000 // MAP_EXECUTABLE
          | MAP_LOCKED
          | MAP_NORESERVE
          | MAP_POPULATE
          | MAP_NONBLOCK
          | 0x20000 // MAP_STACK
          | MAP_HUGETLB
          | MAP_FIXED_NOREPLACE
          | 0x1f << 26; // The size of huge pages.

  /** Where MAP_32BIT puts mappings: find_start_end() in arch/x86/kernel/sys_x86_64.c. */
  private static final long LOW_START = 0x4000_0000L;

  private static final long LOW_END = 0x8000_0000L;

  private final AddressSpace space;
  private final MappableFiles files;
  private final PkruAccess pkru;
  private final ExecuteOnlyKey executeOnly;
  private final long heapStart;
  private long heapEnd;

  MappingCalls(
      AddressSpace space,
      MappableFiles files,
      PkruAccess pkru,
      ExecuteOnlyKey executeOnly,
      long heapStart) {
    this.space = space;
    this.files = files;
    this.pkru = pkru;
    this.executeOnly = executeOnly;
    this.heapStart = heapStart;
    this.heapEnd = heapStart;
  }

  long map(SystemCallContext context) throws LinuxError {
    int protection = context.intArgument(2) & Protection.ALL;
    int flags = context.intArgument(3);
    long offset = context.argument(5);
    boolean anonymous = (flags & MAP_ANONYMOUS) != 0;

    require(PageRange.aligned(offset), Errno.EINVAL);
    require(context.argument(1) != 0, Errno.EINVAL);
    // Huge pages come from a pool that has none.
    require((flags & MAP_HUGETLB) == 0, Errno.ENOMEM);
    long length = PageRange.roundUp(context.argument(1));
    require(length > 0 && length <= AddressSpace.LIMIT, Errno.ENOMEM);
    require(anonymous || (offset >= 0 && offset + length >= 0), Errno.EOVERFLOW);
    require(space.mappingCount() <= AddressSpace.MAXIMUM_MAPPINGS, Errno.ENOMEM);

    long start = place(context.argument(0), length, flags);
    MappingAttributes attributes =
        anonymous
            ? anonymous(protection, flags, start, length)
            : file(context.intArgument(4), protection, flags, start, offset);
    if ((flags & MAP_NORESERVE) != 0) {
      attributes = attributes.unreserved();
    }
    boolean promised = attributes.shared() ? anonymous : (protection & Protection.WRITE) != 0;
    require(!promised || !attributes.reserved() || length <= space.memory().size(), Errno.ENOMEM);
    attributes = attributes.withProtection(protection, executeOnly.forMapping(protection));
    space.map(start, start + length, attributes);
    if ((flags & MAP_LOCKED) != 0 || (flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE) {
      space.populate(start, start + length, pkru.get());
    }
    return start;
  }

  /** get_unmapped_area(). */
  private long place(long address, long length, int flags) throws LinuxError {
    boolean noReplace = (flags & MAP_FIXED_NOREPLACE) != 0;
    if (noReplace || (flags & MAP_FIXED) != 0) {
      require(address >= 0 && address <= AddressSpace.LIMIT - length, Errno.ENOMEM);
      require(PageRange.aligned(address), Errno.EINVAL);
      require(address >= AddressSpace.LOWEST, Errno.EPERM);
      require(!noReplace || space.isFree(address, address + length), Errno.EEXIST);
      return address;
    }
    long hint = address & -PAGE;
    long start;
    if ((flags & MAP_32BIT) != 0) {
      boolean usable =
          hint >= AddressSpace.LOWEST
              && hint <= LOW_END - length
              && space.isFreeWithGuard(hint, hint + length);
      start = usable ? hint : space.findFreeBetween(length, LOW_START, LOW_END);
    } else {
      start = space.findFree(length, hint);
    }
    require(start >= 0, Errno.ENOMEM);
    return start;
  }

  private static MappingAttributes anonymous(int protection, int flags, long start, long length)
      throws LinuxError {
    boolean growsDown = (flags & MAP_GROWSDOWN) != 0;
    switch (flags & MAP_TYPE) {
      case MAP_PRIVATE -> {
        MappingAttributes attributes = MappingAttributes.anonymous(protection);
        return growsDown ? attributes.growingDown() : attributes;
      }
      case MAP_SHARED -> {
        require(!growsDown, Errno.EINVAL);
        FileBacking pages = new SharedAnonymousMemory(length);
        return MappingAttributes.sharedFile(protection, true, pages, start, 0);
      }
      default -> throw new LinuxError(Errno.EINVAL);
    }
  }

  private MappingAttributes file(int descriptor, int protection, int flags, long start, long offset)
      throws LinuxError {
    int type = flags & MAP_TYPE;
    require(type >= MAP_SHARED && type <= MAP_SHARED_VALIDATE, Errno.EINVAL);
    boolean writable = (protection & Protection.WRITE) != 0;
    boolean shared = type != MAP_PRIVATE;
    FileBacking file = files.backing(descriptor, shared, writable);
    require(type != MAP_SHARED_VALIDATE || (flags & ~KNOWN_FLAGS) == 0, Errno.EOPNOTSUPP);
    require((flags & MAP_GROWSDOWN) == 0, Errno.EINVAL);
    return shared
        ? MappingAttributes.sharedFile(
            protection, writable || mayWrite(descriptor), file, start, offset)
        : MappingAttributes.privateFile(protection, file, start, offset);
  }

  /** Whether the descriptor would also do for a writable shared mapping. */
  private boolean mayWrite(int descriptor) {
    try {
      files.backing(descriptor, true, true);
      return true;
    } catch (LinuxError refused) {
      return false;
    }
  }

  long unmap(SystemCallContext context) throws LinuxError {
    long start = context.argument(0);
    require(PageRange.aligned(start), Errno.EINVAL);
    require(PageRange.inUserSpace(start, context.argument(1)), Errno.EINVAL);
    long length = PageRange.roundUp(context.argument(1));
    require(length > 0, Errno.EINVAL);
    require(!splitsBeyondLimit(start, start + length), Errno.ENOMEM);
    space.unmap(start, start + length);
    return 0;
  }

  private boolean splitsBeyondLimit(long start, long end) {
    return space.mappingCount() >= AddressSpace.MAXIMUM_MAPPINGS
        && space
            .find(start)
            .filter(mapping -> mapping.start() < start && mapping.end() > end)
            .isPresent();
  }

  /** brk never fails: it answers where the heap ends, moved or not. */
  long setBreak(SystemCallContext context) {
    long wanted = context.argument(0);
    if (wanted < heapStart || wanted > AddressSpace.LIMIT) {
      return heapEnd;
    }
    long oldEnd = PageRange.roundUp(heapEnd);
    long newEnd = PageRange.roundUp(wanted);
    if (newEnd < oldEnd) {
      space.unmap(newEnd, oldEnd);
    } else if (newEnd > oldEnd) {
      // One page more must be free, and the gap below a stack.
      boolean fits =
          newEnd <= AddressSpace.LIMIT - PAGE
              && newEnd - oldEnd <= space.memory().size()
              && space.mappingCount() <= AddressSpace.MAXIMUM_MAPPINGS
              && space.isFreeWithGuard(oldEnd, newEnd + PAGE);
      if (!fits) {
        return heapEnd;
      }
      space.map(
          oldEnd,
          newEnd,
          MappingAttributes.anonymous(Protection.READ | Protection.WRITE).named("[heap]"));
    }
    heapEnd = wanted;
    return heapEnd;
  }
}
