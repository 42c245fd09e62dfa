package dev.cubicle.emulator.linux.memory;

import static dev.cubicle.emulator.linux.memory.PageRange.require;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.KeyAllocator;
import dev.cubicle.mpk.Pkru;

/** mprotect and the protection-key calls: Linux's mm/mprotect.c. */
final class ProtectionCalls {
  private static final int PROT_SEM = 8;
  private static final int PROT_GROWSDOWN = 0x0100_0000;
  private static final int PROT_GROWSUP = 0x0200_0000;

  /** In place of a key: leave the key to the kernel. */
  private static final int NO_KEY = -1;

  private final AddressSpace space;
  private final PkruAccess pkru;
  private final ExecuteOnlyKey executeOnly;

  ProtectionCalls(AddressSpace space, PkruAccess pkru, ExecuteOnlyKey executeOnly) {
    this.space = space;
    this.pkru = pkru;
    this.executeOnly = executeOnly;
  }

  long protect(SystemCallContext context) throws LinuxError {
    return protect(context, NO_KEY);
  }

  long protectWithKey(SystemCallContext context) throws LinuxError {
    return protect(context, context.intArgument(3));
  }

  /** do_mprotect_pkey(): mappings before the one that cannot be changed stay changed. */
  private long protect(SystemCallContext context, int key) throws LinuxError {
    long start = context.argument(0);
    long request = context.argument(2);
    boolean down = (request & PROT_GROWSDOWN) != 0;
    boolean up = (request & PROT_GROWSUP) != 0;
    require(!(down && up), Errno.EINVAL);
    require(PageRange.aligned(start), Errno.EINVAL);
    if (context.argument(1) == 0) {
      return 0;
    }
    long end = start + PageRange.roundUp(context.argument(1));
    require(Long.compareUnsigned(end, start) > 0, Errno.ENOMEM);
    long known = Protection.ALL | PROT_SEM | PROT_GROWSDOWN | PROT_GROWSUP;
    require((request & ~known) == 0, Errno.EINVAL);
    require(key == NO_KEY || allocated(key), Errno.EINVAL);
    require(PageRange.inUserSpace(start, 0), Errno.ENOMEM);
    if (down) {
      start = startOfStack(start, end);
    } else {
      require(space.find(start).isPresent(), Errno.ENOMEM);
      // No mapping of x86 grows upwards.
      require(!up, Errno.EINVAL);
    }
    change(start, end, (int) request & Protection.ALL, key);
    return 0;
  }

  private void change(long start, long end, int protection, int key) throws LinuxError {
    long next = start;
    for (Mapping mapping : space.mappings(start, inSpace(end))) {
      require(mapping.start() == next, Errno.ENOMEM);
      int newKey =
          key == NO_KEY
              ? executeOnly.forProtect(protection, mapping.protection(), mapping.key())
              : key;
      checkWritable(mapping, protection);
      require(space.mappingCount() < AddressSpace.MAXIMUM_MAPPINGS, Errno.ENOMEM);
      space.protect(mapping.start(), mapping.end(), protection, newKey);
      next = mapping.end();
    }
    require(next == end, Errno.ENOMEM);
  }

  /** Memory that becomes writable must be allowed to, and be promised. */
  private void checkWritable(Mapping mapping, int protection) throws LinuxError {
    boolean becomes =
        (protection & Protection.WRITE) != 0 && (mapping.protection() & Protection.WRITE) == 0;
    if (!becomes) {
      return;
    }
    require(mapping.attributes().mayWrite(), Errno.EACCES);
    boolean promised = !mapping.shared() && mapping.attributes().reserved();
    require(!promised || mapping.length() <= space.memory().size(), Errno.ENOMEM);
  }

  /** PROT_GROWSDOWN: the change reaches down to the start of the stack that holds the range. */
  private long startOfStack(long start, long end) throws LinuxError {
    Mapping mapping = null;
    for (Mapping candidate : space.mappings(start, inSpace(end))) {
      mapping = space.find(candidate.start()).orElseThrow();
      break;
    }
    if (mapping == null) {
      throw new LinuxError(Errno.ENOMEM);
    }
    require(mapping.growsDown(), Errno.EINVAL);
    return mapping.start();
  }

  /** An end of a range, cut to the address space. */
  private static long inSpace(long end) {
    return Long.compareUnsigned(end, AddressSpace.LIMIT) > 0 ? AddressSpace.LIMIT : end;
  }

  private boolean allocated(int key) {
    return space.accessCheck().protectionKeysEnabled() && space.keys().isAllocated(key);
  }

  long allocateKey(SystemCallContext context) throws LinuxError {
    require(context.argument(0) == 0, Errno.EINVAL);
    long rights = context.argument(1);
    require((rights & ~(Pkru.ACCESS_DISABLE | Pkru.WRITE_DISABLE)) == 0, Errno.EINVAL);
    // arch_set_user_pkey_access() refuses without the feature.
    require(space.accessCheck().protectionKeysEnabled(), Errno.EINVAL);
    int key = space.keys().allocate();
    require(key != KeyAllocator.NONE_LEFT, Errno.ENOSPC);
    pkru.set(Pkru.withRights(pkru.get(), key, (int) rights));
    return key;
  }

  long freeKey(SystemCallContext context) throws LinuxError {
    int key = context.intArgument(0);
    require(allocated(key), Errno.EINVAL);
    space.keys().free(key);
    return 0;
  }
}
