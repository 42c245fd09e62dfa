package dev.cubicle.emulator.linux.memory;

import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.memory.AddressSpace;

/**
 * The memory system calls of one process, as Linux 6.12 answers them. A closed protection key
 * matters exactly as little as there: what a call does to mappings is not checked against PKRU,
 * only what it reads and writes through pointers.
 */
public final class MemoryCalls {
  private final MappingCalls mapping;
  private final RemapCall remap;
  private final ProtectionCalls protection;
  private final AdviceCalls advice;

  /**
   * @param heapStart where {@code brk} begins, a page's address
   */
  public MemoryCalls(AddressSpace space, MappableFiles files, PkruAccess pkru, long heapStart) {
    ExecuteOnlyKey executeOnly = new ExecuteOnlyKey(space.keys(), space.accessCheck(), pkru);
    mapping = new MappingCalls(space, files, pkru, executeOnly, heapStart);
    remap = new RemapCall(space);
    protection = new ProtectionCalls(space, pkru, executeOnly);
    advice = new AdviceCalls(space, pkru);
  }

  /** Adds the calls to a table. */
  public void register(SystemCallTable table) {
    table.add(9, "mmap", mapping::map);
    table.add(10, "mprotect", protection::protect);
    table.add(11, "munmap", mapping::unmap);
    table.add(12, "brk", mapping::setBreak);
    table.add(25, "mremap", remap::call);
    table.add(26, "msync", advice::synchronise);
    table.add(27, "mincore", advice::residency);
    table.add(28, "madvise", advice::advise);
    table.add(149, "mlock", advice::lock);
    table.add(150, "munlock", advice::unlock);
    table.add(151, "mlockall", advice::lockAll);
    table.add(152, "munlockall", context -> 0);
    table.add(325, "mlock2", advice::lockWithFlags);
    table.add(329, "pkey_mprotect", protection::protectWithKey);
    table.add(330, "pkey_alloc", protection::allocateKey);
    table.add(331, "pkey_free", protection::freeKey);
  }
}
