package dev.cubicle.emulator.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Reserves host memory with mmap(2). {@link Arena#allocate} would write zeros over all of it, which
 * for gigabytes takes seconds and real memory.
 */
final class HostMemory {
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_NORESERVE_LINUX = 0x4000;
  private static final int MAP_ANONYMOUS_MACOS = 0x1000;
  private static final int MAP_NORESERVE_MACOS = 0x40;
  private static final long MAP_FAILED = -1;

  private HostMemory() {}

  /** Zero bytes at a page boundary, unmapped when {@code arena} is closed. */
  static MemorySegment reserve(long bytes, Arena arena) {
    MethodHandle mmap =
        function("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    boolean macos = System.getProperty("os.name").startsWith("Mac");
    int flags =
        MAP_PRIVATE
            | (macos
                ? MAP_ANONYMOUS_MACOS | MAP_NORESERVE_MACOS
                : MAP_ANONYMOUS_LINUX | MAP_NORESERVE_LINUX);
    MemorySegment start;
    try {
      start =
          (MemorySegment)
              mmap.invokeExact(MemorySegment.NULL, bytes, PROT_READ_WRITE, flags, -1, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError("mmap throws nothing", impossible);
    }
    if (start.address() == MAP_FAILED) {
      throw new IllegalArgumentException(
          "the host refuses %d MiB of memory for the guest; ask for less".formatted(bytes >> 20));
    }
    return start.reinterpret(bytes, arena, HostMemory::unmap);
  }

  private static void unmap(MemorySegment segment) {
    try {
      int ignored =
          (int)
              function("munmap", JAVA_INT, ADDRESS, JAVA_LONG)
                  .invokeExact(segment, segment.byteSize());
    } catch (Throwable impossible) {
      throw new AssertionError("munmap throws nothing", impossible);
    }
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
