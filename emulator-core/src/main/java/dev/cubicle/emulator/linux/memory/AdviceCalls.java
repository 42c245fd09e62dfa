package dev.cubicle.emulator.linux.memory;

import static dev.cubicle.emulator.linux.memory.PageRange.PAGE;
import static dev.cubicle.emulator.linux.memory.PageRange.require;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.AccessKind;
import java.io.IOException;
import java.util.Arrays;

/** madvise, msync, mincore and mlock: the files of these names in Linux's mm. */
final class AdviceCalls {
  private static final int MS_ASYNC = 1;
  private static final int MS_INVALIDATE = 2;
  private static final int MS_SYNC = 4;

  private static final int MADV_DONTNEED = 4;
  private static final int MADV_FREE = 8;
  private static final int MADV_REMOVE = 9;
  private static final int MADV_WIPEONFORK = 18;
  private static final int MADV_POPULATE_READ = 22;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int MADV_DONTNEED_LOCKED = 24;
  private static final int MADV_HWPOISON = 100;
  private static final int MADV_SOFT_OFFLINE = 101;

  private static final int MLOCK_ONFAULT = 1;
  private static final int MCL_ALL = 1 | 2 | 4;
  private static final int MCL_ONFAULT = 4;

  /** How many pages mincore looks at before it writes its answer. */
  private static final int RESIDENCY_CHUNK = 4096;

  private final AddressSpace space;
  private final PkruAccess pkru;

  AdviceCalls(AddressSpace space, PkruAccess pkru) {
    this.space = space;
    this.pkru = pkru;
  }

  /** madvise: a hole in the range is ENOMEM, but only after the rest was done. */
  long advise(SystemCallContext context) throws LinuxError {
    long start = context.argument(0);
    int advice = context.intArgument(2);
    require(advice != MADV_HWPOISON && advice != MADV_SOFT_OFFLINE, Errno.EPERM);
    require(known(advice), Errno.EINVAL);
    require(PageRange.aligned(start), Errno.EINVAL);
    long length = PageRange.roundUp(context.argument(1));
    require(context.argument(1) == 0 || length != 0, Errno.EINVAL);
    require(Long.compareUnsigned(start + length, start) >= 0, Errno.EINVAL);
    if (length == 0) {
      return 0;
    }
    require(PageRange.inUserSpace(start, length), Errno.ENOMEM);
    long next = start;
    boolean hole = false;
    for (Mapping mapping : space.mappings(start, start + length)) {
      hole |= mapping.start() != next;
      // Populating stops at a hole.
      require(!hole || !populates(advice), Errno.ENOMEM);
      advise(mapping, advice);
      next = mapping.end();
    }
    require(!hole && next == start + length, Errno.ENOMEM);
    return 0;
  }

  private static boolean known(int advice) {
    return (advice >= 0 && advice <= MADV_DONTNEED)
        || (advice >= MADV_FREE && advice <= MADV_DONTNEED_LOCKED);
  }

  private static boolean populates(int advice) {
    return advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE;
  }

  private void advise(Mapping mapping, int advice) throws LinuxError {
    switch (advice) {
      case MADV_DONTNEED, MADV_DONTNEED_LOCKED -> space.discard(mapping.start(), mapping.end());
      // The pages may be freed later or never; never is the simplest.
      case MADV_FREE -> require(mapping.file() == null, Errno.EINVAL);
      case MADV_REMOVE -> {
        require(mapping.file() != null, Errno.EINVAL);
        require(mapping.shared() && (mapping.protection() & Protection.WRITE) != 0, Errno.EACCES);
        throw new LinuxError(Errno.EOPNOTSUPP);
      }
      case MADV_WIPEONFORK -> require(mapping.file() == null, Errno.EINVAL);
      case MADV_POPULATE_READ -> populate(mapping, AccessKind.READ);
      case MADV_POPULATE_WRITE -> populate(mapping, AccessKind.WRITE);
      default -> {
        // Hints, and rules for fork and core dumps: nothing that a program could notice.
      }
    }
  }

  private void populate(Mapping mapping, AccessKind access) throws LinuxError {
    for (long page = mapping.start(); page < mapping.end(); page += PAGE) {
      switch (space.resolve(page, access, pkru.get())) {
        case PAGED_IN -> {}
        case SEGV_ACCERR, SEGV_PKUERR -> throw new LinuxError(Errno.EINVAL);
        case BUS_ADRERR -> throw new LinuxError(Errno.EFAULT);
        case SEGV_MAPERR, OUT_OF_MEMORY -> throw new LinuxError(Errno.ENOMEM);
      }
    }
  }

  long synchronise(SystemCallContext context) throws LinuxError {
    long start = context.argument(0);
    int flags = context.intArgument(2);
    require((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) == 0, Errno.EINVAL);
    require(PageRange.aligned(start), Errno.EINVAL);
    require((flags & (MS_ASYNC | MS_SYNC)) != (MS_ASYNC | MS_SYNC), Errno.EINVAL);
    long length = PageRange.roundUp(context.argument(1));
    require(Long.compareUnsigned(start + length, start) >= 0, Errno.ENOMEM);
    if (length == 0) {
      return 0;
    }
    long end =
        Long.compareUnsigned(start + length, AddressSpace.LIMIT) > 0
            ? AddressSpace.LIMIT
            : start + length;
    require(start >= 0 && start < end, Errno.ENOMEM);
    try {
      space.synchronise(start, end);
    } catch (IOException e) {
      throw new LinuxError(Errno.EIO);
    }
    requireMapped(start, start + length);
    return 0;
  }

  /** Throws ENOMEM unless every page of a range is mapped. */
  private void requireMapped(long start, long end) throws LinuxError {
    require(PageRange.inUserSpace(start, end - start), Errno.ENOMEM);
    long next = start;
    for (Mapping mapping : space.mappings(start, end)) {
      require(mapping.start() == next, Errno.ENOMEM);
      next = mapping.end();
    }
    require(next == end, Errno.ENOMEM);
  }

  long residency(SystemCallContext context) throws LinuxError {
    long page = context.argument(0);
    long answer = context.argument(2);
    require(PageRange.aligned(page), Errno.EINVAL);
    require(PageRange.inUserSpace(page, context.argument(1)), Errno.ENOMEM);
    long left = PageRange.roundUp(context.argument(1)) / PAGE;
    require(PageRange.inUserSpace(answer, left), Errno.EFAULT);
    byte[] chunk = new byte[(int) Math.min(left, RESIDENCY_CHUNK)];
    while (left > 0) {
      int count = (int) Math.min(left, chunk.length);
      requireMapped(page, page + count * PAGE);
      for (int i = 0; i < count; i++) {
        chunk[i] = (byte) (space.resident(page + i * PAGE) ? 1 : 0);
      }
      context.memory().write(answer, chunk, 0, count);
      Arrays.fill(chunk, (byte) 0);
      page += count * PAGE;
      answer += count;
      left -= count;
    }
    return 0;
  }

  /** mlock, and munlock: nothing is ever swapped out, so that locking means being there. */
  long lock(SystemCallContext context) throws LinuxError {
    return lock(context, true);
  }

  long lockWithFlags(SystemCallContext context) throws LinuxError {
    int flags = context.intArgument(2);
    require((flags & ~MLOCK_ONFAULT) == 0, Errno.EINVAL);
    return lock(context, flags == 0);
  }

  long unlock(SystemCallContext context) throws LinuxError {
    return lock(context, false);
  }

  private long lock(SystemCallContext context, boolean populate) throws LinuxError {
    long start = context.argument(0) & -PAGE;
    long length = PageRange.roundUp(context.argument(1) + (context.argument(0) - start));
    require(Long.compareUnsigned(start + length, start) >= 0, Errno.EINVAL);
    if (length == 0) {
      return 0;
    }
    requireMapped(start, start + length);
    if (populate && !space.populate(start, start + length, pkru.get())) {
      throw new LinuxError(Errno.ENOMEM);
    }
    return 0;
  }

  long lockAll(SystemCallContext context) throws LinuxError {
    int flags = context.intArgument(0);
    require((flags & ~MCL_ALL) == 0 && flags != 0 && flags != MCL_ONFAULT, Errno.EINVAL);
    return 0;
  }
}
