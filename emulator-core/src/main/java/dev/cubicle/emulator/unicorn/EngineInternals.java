package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Two fields of Unicorn's {@code uc_struct} that its interface does not show and that a correct
 * machine cannot do without.
 *
 * <ul>
 *   <li>{@code invalid_addr}: the exact address of the last denied access; a TLB-fill hook is told
 *       the page only.
 *   <li>{@code no_exit_request}: while set, translated code looks for a stop request at the start
 *       of blocks only. Without it code also looks behind every load and store, and a stop there
 *       goes back to the start of the instruction: one that reads, changes and writes memory would,
 *       after its store, be carried out a second time. It is also faster.
 * </ul>
 *
 * <p>Where the first field is, is found by experiment: accesses at unlikely addresses are denied
 * ({@link WordSearch}). The second lies at the same distance behind it in 2.1.1 to 2.1.4; whether
 * it does what it should is tried out before it is relied on.
 */
public final class EngineInternals {
  private static final long FLAG_DISTANCE = 618;

  /** What the experiments need of the guest. */
  public interface Experiments {

    /** Has the engine load from a guest address, and has that denied. */
    void loadDenied(long address);

    /**
     * Has the engine run a block in which a load is followed by another instruction, with a stop
     * requested during the load.
     *
     * @return whether the instruction behind the load was carried out
     */
    boolean blockOutlivesStop();
  }

  private final long addressOffset;

  private EngineInternals(long addressOffset) {
    this.addressOffset = addressOffset;
  }

  /**
   * Finds the fields and sets the flag in {@code engine}.
   *
   * @throws IllegalStateException when this libunicorn has no such fields: it is none of 2.1
   */
  public static EngineInternals locate(Engine engine, Experiments experiments) {
    final MemorySegment structure =
        MemorySegment.ofAddress(engine.handle()).reinterpret(sizeOf(engine.handle()));
    final long found =
        WordSearch.locate(
                structure.byteSize(),
                Long.BYTES,
                experiments::loadDenied,
                at -> structure.get(JAVA_LONG_UNALIGNED, at))
            .orElseThrow(EngineInternals::unsupported);
    if (found + FLAG_DISTANCE >= structure.byteSize()) {
      throw unsupported();
    }
    final EngineInternals internals = new EngineInternals(found);
    internals.stopBetweenBlocksOnly(engine);
    if (!experiments.blockOutlivesStop()) {
      throw unsupported();
    }
    return internals;
  }

  static IllegalStateException unsupported() {
    return new IllegalStateException(
        "this libunicorn is not built like 2.1.1 to 2.1.4, which cubicle knows: run ./cubicle setup, or"
            + " name another in CUBICLE_UNICORN");
  }

  /** The guest virtual address of the last access that {@link EngineHooks#fillTlb} denied. */
  public long faultAddress(Engine engine) {
    return field(engine, addressOffset, Long.BYTES).get(JAVA_LONG_UNALIGNED, 0);
  }

  /** Sets the flag in an engine that has not translated anything yet. */
  public void stopBetweenBlocksOnly(Engine engine) {
    field(engine, addressOffset + FLAG_DISTANCE, 1).set(JAVA_BYTE, 0, (byte) 1);
  }

  private static MemorySegment field(Engine engine, long offset, long bytes) {
    return MemorySegment.ofAddress(engine.handle() + offset).reinterpret(bytes);
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
