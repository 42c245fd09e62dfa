package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cubicle.natives.NativeLibraries;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Collections;

/**
 * Puts an {@link ObservedRegion} into engines, as memory-mapped input and output without any
 * permission. Unicorn then asks the hook for accesses that permission is lacking for, with the
 * processor state of the instruction, and goes on to the device when the hook agrees. No other
 * access gets slower, as all of them do where a hook for memory accesses exists.
 */
public final class ObservationStubs implements AutoCloseable {
  private static final int HOOK_READ_DENIED = 1 << 7;
  private static final int HOOK_WRITE_DENIED = 1 << 8;

  /** {@code UC_MEM_WRITE_PROT}. */
  private static final int WRITE_DENIED = 22;

  private final Arena arena = Arena.ofShared();
  private final ObservedRegion region;
  private final MethodHandle map;
  private final MethodHandle protect;
  private final MemorySegment denied;
  private final MemorySegment read;
  private final MemorySegment write;

  public ObservationStubs(ObservedRegion region) {
    this.region = region;
    final SymbolLookup library = NativeLibraries.open(NativeLibraries.unicorn(), arena);
    this.map = link(library, "uc_mmio_map", 7);
    this.protect = link(library, "uc_mem_protect", 4);
    this.denied =
        stub(
            "denied", JAVA_BOOLEAN, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    this.read = stub("read", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    this.write = stub("write", null, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  private static MethodHandle link(SymbolLookup library, String name, int longs) {
    return Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow(name),
            FunctionDescriptor.of(
                JAVA_INT, Collections.nCopies(longs, JAVA_LONG).toArray(MemoryLayout[]::new)));
  }

  /**
   * @throws UnicornException when Unicorn has no room for it
   */
  public void install(Engine engine) {
    final long handle = engine.handle();
    try {
      check(
          (int)
              map.invokeExact(
                  handle,
                  ObservedRegion.BASE,
                  ObservedRegion.SIZE,
                  read.address(),
                  0L,
                  write.address(),
                  0L));
      check((int) protect.invokeExact(handle, ObservedRegion.BASE, ObservedRegion.SIZE, 0L));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    engine.hook(HOOK_READ_DENIED | HOOK_WRITE_DENIED, denied, 0);
  }

  private static void check(int code) {
    if (code != 0) {
      throw new UnicornException("map a region to observe", UnicornError.of(code));
    }
  }

  private boolean denied(long engine, int type, long address, int size, long value, long data) {
    if (address - ObservedRegion.BASE < 0) {
      return false;
    }
    return region.begin(address - ObservedRegion.BASE, size, type == WRITE_DENIED);
  }

  private long read(long engine, long offset, int size, long data) {
    return region.read(offset, size);
  }

  private void write(long engine, long offset, int size, long value, long data) {
    region.write(offset, size, value);
  }

  private MemorySegment stub(String method, MemoryLayout result, MemoryLayout... arguments) {
    final FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    try {
      final MethodHandle handle =
          MethodHandles.lookup()
              .findVirtual(ObservationStubs.class, method, descriptor.toMethodType())
              .bindTo(this);
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new LinkageError("hook " + method, e);
    }
  }

  /** Frees the stubs; every engine that has the region must be closed before. */
  @Override
  public void close() {
    arena.close();
  }
}
