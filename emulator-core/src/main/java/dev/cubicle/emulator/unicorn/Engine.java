package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * One Unicorn engine: an x86-64 processor in virtual-TLB mode. Not safe for use by several threads,
 * {@link #stop} excepted.
 */
public final class Engine implements AutoCloseable {
  private static final int ARCH_X86 = 4;
  private static final int MODE_64 = 8;
  private static final int PROT_ALL = 7;

  private static final int HOOK_INTERRUPT = 1;
  private static final int HOOK_INSTRUCTION = 1 << 1;
  private static final int HOOK_TLB_FILL = 1 << 17;

  /** UC_CTL_WRITE(type, arguments): write in bits 31:30, the argument count from bit 26. */
  private static final int CONTROL_CPU_MODEL = 1 << 30 | 1 << 26 | 7;

  private static final int CONTROL_REMOVE_CODE = 1 << 30 | 2 << 26 | 9;
  private static final int CONTROL_FLUSH_CODE = 1 << 30 | 10;
  private static final int CONTROL_FLUSH_TLB = 1 << 30 | 11;
  private static final int CONTROL_TLB_TYPE = 1 << 30 | 1 << 26 | 12;
  private static final int CONTROL_CODE_BUFFER = 1 << 30 | 1 << 26 | 13;
  private static final int TLB_VIRTUAL = 1;

  private final long handle;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment scratch = arena.allocate(16, 16);
  private final long scratchAddress = scratch.address();

  private Engine(long handle) {
    this.handle = handle;
  }

  /**
   * Opens an engine over guest-physical memory.
   *
   * @param stubs the hooks; must outlive the engine
   * @param memory becomes physical addresses 0 up to its size; page-aligned
   * @param codeBufferBytes room for translated code; when full, Unicorn starts over
   * @throws UnicornException when Unicorn has no room or refuses
   */
  public static Engine open(HookStubs stubs, MemorySegment memory, int codeBufferBytes) {
    final Engine engine = new Engine(openHandle());
    try {
      engine.configure(stubs, memory, codeBufferBytes);
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static long openHandle() {
    try (Arena call = Arena.ofConfined()) {
      final MemorySegment out = call.allocate(JAVA_LONG);
      invoke(Unicorn.OPEN, ARCH_X86, MODE_64, out.address(), "open an x86-64 engine");
      return out.get(JAVA_LONG, 0);
    }
  }

  private void configure(HookStubs stubs, MemorySegment memory, int codeBufferBytes) {
    control(CONTROL_CPU_MODEL, X86.MODEL_ICELAKE_SERVER, 0, "choose the processor model");
    control(CONTROL_CODE_BUFFER, codeBufferBytes, 0, "size the code buffer");
    control(CONTROL_TLB_TYPE, TLB_VIRTUAL, 0, "switch to the virtual TLB");
    mapMemory(memory);
    hook(HOOK_TLB_FILL, stubs.fillTlb, 0);
    hook(HOOK_INTERRUPT, stubs.interrupt, 0);
    hook(HOOK_INSTRUCTION, stubs.systemCall, X86.INS_SYSCALL);
    hook(HOOK_INSTRUCTION, stubs.cpuid, X86.INS_CPUID);
    hook(HOOK_INSTRUCTION, stubs.inputOutput, X86.INS_IN);
    hook(HOOK_INSTRUCTION, stubs.inputOutput, X86.INS_OUT);
  }

  private void mapMemory(MemorySegment memory) {
    try {
      check(
          (int)
              Unicorn.MAP_PTR.invokeExact(
                  handle, 0L, memory.byteSize(), (long) PROT_ALL, memory.address()),
          "map guest memory");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Runs guest code from {@code rip} until something stops it.
   *
   * @return the {@code uc_err} code: {@link UnicornError#OK}'s when a hook or {@link #stop} ended
   *     it
   */
  public int start(long rip) {
    try {
      // With `until` 0 Unicorn drops no translated code when it stops. A jump to address 0 then
      // ends with OK and RIP 0, which the caller tells apart.
      return (int) Unicorn.START.invokeExact(handle, rip, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Asks a running {@link #start} to return; from any thread, hooks included. */
  public void stop() {
    invoke(Unicorn.STOP, handle, 0, 0, "stop the engine");
  }

  public long readRegister(int register) {
    invokeBrief(Unicorn.READ, register, scratchAddress, 0, "read a register");
    return scratch.get(JAVA_LONG, 0);
  }

  public void writeRegister(int register, long value) {
    scratch.set(JAVA_LONG, 0, value);
    invokeBrief(Unicorn.WRITE, register, scratchAddress, 0, "write a register");
  }

  /** Writes a model-specific register (SDM volume 4). */
  public void writeMsr(int number, long value) {
    // struct uc_x86_msr { uint32_t rid; uint64_t value; }
    scratch.set(JAVA_INT, 0, number);
    scratch.set(JAVA_LONG, Long.BYTES, value);
    invokeBrief(Unicorn.WRITE, X86.MSR, scratchAddress, 0, "write a model-specific register");
  }

  public void read(RegisterBatch batch) {
    invokeBrief(
        Unicorn.READ_BATCH,
        batch.numbersAddress(),
        batch.pointersAddress(),
        batch.count(),
        "read registers");
  }

  public void write(RegisterBatch batch) {
    invokeBrief(
        Unicorn.WRITE_BATCH,
        batch.numbersAddress(),
        batch.pointersAddress(),
        batch.count(),
        "write registers");
  }

  /** Forgets every cached translation. */
  public void flushTlb() {
    control(CONTROL_FLUSH_TLB, 0, 0, "flush the TLB");
  }

  /** Forgets all translated code. */
  public void forgetCode() {
    control(CONTROL_FLUSH_CODE, 0, 0, "drop all translated code");
  }

  /**
   * Forgets code translated from a range of guest virtual addresses. Asks {@link
   * EngineHooks#fillTlb} for the frame, as for a fetch.
   */
  public void removeCode(long start, long end) {
    control(CONTROL_REMOVE_CODE, start, end, "drop translated code");
  }

  public SavedContext newContext() {
    try (Arena call = Arena.ofConfined()) {
      final MemorySegment out = call.allocate(JAVA_LONG);
      invoke(Unicorn.CONTEXT_ALLOC, handle, out.address(), 0, "allocate a context");
      return new SavedContext(out.get(JAVA_LONG, 0), contextBytes());
    }
  }

  /**
   * A context that holds no more than user code can change. An engine that takes it over must have
   * got a whole one before.
   */
  public SavedContext newUserContext(ContextLayout layout) {
    final SavedContext context = newContext();
    context.shorten(layout.userBytes());
    return context;
  }

  private long contextBytes() {
    try {
      return (int) Unicorn.CONTEXT_SIZE.invokeExact(handle, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public void save(SavedContext context) {
    invokeBrief(Unicorn.CONTEXT_SAVE, context.handle(), 0, 0, "save the processor state");
  }

  public void restore(SavedContext context) {
    invokeBrief(Unicorn.CONTEXT_RESTORE, context.handle(), 0, 0, "restore the processor state");
  }

  /** Address of the engine's {@code uc_struct}; see {@link EngineInternals}. */
  long handle() {
    return handle;
  }

  static void freeContext(long context) {
    invoke(Unicorn.CONTEXT_FREE, context, 0, 0, "free a context");
  }

  @Override
  public void close() {
    try {
      invoke(Unicorn.CLOSE, handle, 0, 0, "close the engine");
    } finally {
      arena.close();
    }
  }

  /** From now on {@link EngineHooks#timeStamp} is asked. */
  public void askForTimeStamps(HookStubs stubs) {
    hook(HOOK_INSTRUCTION, stubs.timeStamp(), X86.INS_RDTSC, 1, 0, X86.INS_RDTSC);
    hook(HOOK_INSTRUCTION, stubs.timeStamp(), X86.INS_RDTSCP, 1, 0, X86.INS_RDTSCP);
  }

  /** Adds a hook for every address. */
  void hook(int type, MemorySegment stub, int instruction) {
    // begin 1 > end 0: every address.
    hook(type, stub, 0, 1, 0, instruction);
  }

  /**
   * Adds a hook for a range of addresses, both ends included, which is told {@code data}.
   *
   * @return what to {@link #unhook}
   */
  long hook(int type, MemorySegment stub, long data, long begin, long end) {
    hook(type, stub, data, begin, end, 0);
    return scratch.get(JAVA_LONG, 0);
  }

  /** Takes a hook out; it must not be called from one. Asks for translations of code. */
  void unhook(long hook) {
    invoke(Unicorn.HookRemoval.DELETE, handle, hook, 0, "take out a hook");
  }

  private void hook(
      int type, MemorySegment stub, long data, long begin, long end, long instruction) {
    try {
      check(
          (int)
              Unicorn.HOOK.invokeExact(
                  handle,
                  scratchAddress,
                  (long) type,
                  stub.address(),
                  data,
                  begin,
                  end,
                  instruction),
          "add a hook");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private void control(int request, long first, long second, String attempt) {
    try {
      check((int) Unicorn.CONTROL.invokeExact(handle, (long) request, first, second), attempt);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void invoke(MethodHandle function, long a, long b, long c, String attempt) {
    try {
      check((int) function.invokeExact(a, b, c, 0L, 0L), attempt);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private void invokeBrief(MethodHandle function, long a, long b, long c, String attempt) {
    try {
      check((int) function.invokeExact(handle, a, b, c), attempt);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void check(int code, String attempt) {
    if (code != 0) {
      throw new UnicornException(attempt, UnicornError.of(code));
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (e instanceof Error error) {
      throw error;
    }
    // A native call declares Throwable but throws nothing checked.
    throw new IllegalStateException(e);
  }
}
