package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The exact address of the last denied access. A TLB-fill hook is told the page only; Unicorn keeps
 * the address in a field of {@code uc_struct} ({@code invalid_addr}) that its interface does not
 * show. Its offset is found by experiment rather than taken from one version's headers: two
 * accesses at known, unlikely addresses are denied, and the one aligned word of the structure that
 * held the first and then the second is the field.
 */
public final class FaultAddress {
  private static final long FIRST_PROBE = 0x0000_5ca1_ab1e_0d10L;
  private static final long SECOND_PROBE = 0x0000_1dea_5eed_0b28L;

  private final long offset;

  private FaultAddress(long offset) {
    this.offset = offset;
  }

  /**
   * Finds the field.
   *
   * @param deniedLoad makes the engine load from the given guest address and have it denied
   * @throws IllegalStateException when this libunicorn has no such field: it is not one of 2.1
   */
  public static FaultAddress locate(Engine engine, LongConsumer deniedLoad) {
    final MemorySegment structure =
        MemorySegment.ofAddress(engine.handle()).reinterpret(sizeOf(engine.handle()));
    deniedLoad.accept(FIRST_PROBE);
    final long[] candidates =
        LongStream.range(0, structure.byteSize() / Long.BYTES)
            .map(word -> word * Long.BYTES)
            .filter(at -> structure.get(JAVA_LONG_UNALIGNED, at) == FIRST_PROBE)
            .toArray();
    deniedLoad.accept(SECOND_PROBE);
    final long[] found =
        Arrays.stream(candidates)
            .filter(at -> structure.get(JAVA_LONG_UNALIGNED, at) == SECOND_PROBE)
            .toArray();
    if (found.length != 1) {
      throw new IllegalStateException(
          "this libunicorn does not keep fault addresses where 2.1 does: use libunicorn 2.1.1 or newer");
    }
    return new FaultAddress(found[0]);
  }

  /** The guest virtual address of the last access that {@link EngineHooks#fillTlb} denied. */
  public long of(Engine engine) {
    return MemorySegment.ofAddress(engine.handle() + offset)
        .reinterpret(Long.BYTES)
        .get(JAVA_LONG_UNALIGNED, 0);
  }

  /** The usable size of a malloc'ed block: the C library knows it better than any header. */
  private static long sizeOf(long block) {
    final Linker linker = Linker.nativeLinker();
    final String name =
        linker.defaultLookup().find("malloc_usable_size").isPresent()
            ? "malloc_usable_size"
            : "malloc_size";
    try {
      return (long)
          linker
              .downcallHandle(
                  linker.defaultLookup().findOrThrow(name),
                  FunctionDescriptor.of(JAVA_LONG, JAVA_LONG))
              .invokeExact(block);
    } catch (Throwable e) {
      throw new IllegalStateException("the size of Unicorn's structure is unknown", e);
    }
  }
}
