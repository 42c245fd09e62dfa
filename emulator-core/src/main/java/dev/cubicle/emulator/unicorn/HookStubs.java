package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The upcall stubs through which all engines of one machine reach its {@link EngineHooks}. Only one
 * engine runs at a time, so one set of stubs serves them all.
 */
public final class HookStubs implements AutoCloseable {
  private static final long FRAME_MASK = ~0xfffL;

  /** {@code uc_tlb_entry}: 8 bytes physical address, 4 bytes permissions. */
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final Arena arena = Arena.ofShared();
  private final EngineHooks hooks;
  final MemorySegment fillTlb;
  final MemorySegment interrupt;
  final MemorySegment systemCall;
  final MemorySegment cpuid;

  /** Null until wanted. */
  private MemorySegment timeStamp;

  /** For IN and OUT alike: OUT has one argument more, and wants no answer. */
  final MemorySegment inputOutput;

  public HookStubs(EngineHooks hooks) {
    this.hooks = hooks;
    this.fillTlb =
        stub("fillTlb", JAVA_BOOLEAN, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    this.interrupt = stub("interrupt", null, JAVA_LONG, JAVA_INT, JAVA_LONG);
    this.systemCall = stub("systemCall", null, JAVA_LONG, JAVA_LONG);
    this.inputOutput = stub("inputOutput", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    this.cpuid = stub("cpuid", JAVA_BOOLEAN, JAVA_LONG, JAVA_LONG);
  }

  private boolean fillTlb(long engine, long page, int access, long entry, long data) {
    final long translation = hooks.fillTlb(page, access);
    if (translation == EngineHooks.DENIED) {
      return false;
    }
    MEMORY.set(JAVA_LONG, entry, translation & FRAME_MASK);
    MEMORY.set(JAVA_INT, entry + Long.BYTES, (int) (translation & ~FRAME_MASK));
    return true;
  }

  private void interrupt(long engine, int vector, long data) {
    hooks.interrupt(vector);
  }

  private void systemCall(long engine, long data) {
    hooks.systemCall();
  }

  private int inputOutput(long engine, int port, int size, long data) {
    hooks.inputOutput();
    return 0;
  }

  private boolean cpuid(long engine, long data) {
    return hooks.cpuid();
  }

  /** For RDTSC and RDTSCP, which few runs care about. */
  MemorySegment timeStamp() {
    if (timeStamp == null) {
      timeStamp = stub("timeStamp", JAVA_BOOLEAN, JAVA_LONG, JAVA_LONG);
    }
    return timeStamp;
  }

  private boolean timeStamp(long engine, long instruction) {
    return hooks.timeStamp(instruction == X86.INS_RDTSCP);
  }

  private MemorySegment stub(String method, MemoryLayout result, MemoryLayout... arguments) {
    final FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    final MethodType type = descriptor.toMethodType();
    try {
      final MethodHandle handle =
          MethodHandles.lookup().findVirtual(HookStubs.class, method, type).bindTo(this);
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new LinkageError("hook " + method, e);
    }
  }

  /** Frees the stubs; every engine that uses them must be closed before. */
  @Override
  public void close() {
    arena.close();
  }
}
