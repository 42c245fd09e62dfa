package dev.cubicle.emulator.oracle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cubicle.natives.NativeLibraries;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** The calls of libunicorn (unicorn.h, x86.h) that the oracle needs, on one x86-64 engine. */
final class UnicornLibrary implements AutoCloseable {

  static final int OK = 0; // UC_ERR_OK
  static final int EXCEPTION = 21; // UC_ERR_EXCEPTION

  static final int RAX = 35;
  static final int RCX = 38;
  static final int RDI = 39;
  static final int RDX = 40;
  static final int RSI = 43;
  static final int R11 = 109;
  static final int CR0 = 50;
  static final int CR3 = 53;
  static final int CR4 = 54;

  private static final int MSR = 248;
  private static final int ARCH_X86 = 4;
  private static final int MODE_64 = 8;
  private static final int PROT_ALL = 7;
  private static final int CTL_TLB_FLUSH = 11 | 1 << 30;

  private final Arena arena = Arena.ofConfined();
  private final SymbolLookup symbols = NativeLibraries.open(NativeLibraries.unicorn(), arena);

  private final MethodHandle close = function("uc_close", ADDRESS);
  private final MethodHandle strerror = pointerFunction("uc_strerror", JAVA_INT);
  private final MethodHandle mapPtr =
      function("uc_mem_map_ptr", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS);
  private final MethodHandle regRead = function("uc_reg_read", ADDRESS, JAVA_INT, ADDRESS);
  private final MethodHandle regWrite = function("uc_reg_write", ADDRESS, JAVA_INT, ADDRESS);
  private final MethodHandle emuStart =
      function("uc_emu_start", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private final MethodHandle translate =
      function("uc_vmem_translate", ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
  private final MethodHandle contextSize =
      handle("uc_context_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
  private final MethodHandle contextAlloc = function("uc_context_alloc", ADDRESS, ADDRESS);
  private final MethodHandle contextSave = function("uc_context_save", ADDRESS, ADDRESS);
  private final MethodHandle contextRestore = function("uc_context_restore", ADDRESS, ADDRESS);
  private final MethodHandle contextFree = function("uc_context_free", ADDRESS);
  private final MethodHandle ctl =
      handle(
          "uc_ctl",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));

  private final MemorySegment result = arena.allocate(2 * Long.BYTES);
  private final List<MemorySegment> contexts = new ArrayList<>();
  private final MemorySegment engine;

  /** Opens an engine in 64-bit mode with the default TLB, the CPU's own. */
  UnicornLibrary() {
    MethodHandle open = function("uc_open", JAVA_INT, JAVA_INT, ADDRESS);
    try {
      check((int) open.invokeExact(ARCH_X86, MODE_64, result));
    } catch (Throwable e) {
      throw failure(e);
    }
    engine = result.get(ADDRESS, 0);
  }

  /** Memory of the guest that lives and dies with the engine, at guest-physical address 0. */
  MemorySegment mapMemory(long bytes) {
    MemorySegment memory = arena.allocate(bytes, 4096);
    try {
      check((int) mapPtr.invokeExact(engine, 0L, bytes, PROT_ALL, memory));
    } catch (Throwable e) {
      throw failure(e);
    }
    return memory;
  }

  long register(int register) {
    try {
      check((int) regRead.invokeExact(engine, register, result));
    } catch (Throwable e) {
      throw failure(e);
    }
    return result.get(JAVA_LONG, 0);
  }

  void setRegister(int register, long value) {
    result.set(JAVA_LONG, 0, value);
    try {
      check((int) regWrite.invokeExact(engine, register, result));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void setModelSpecificRegister(int number, long value) {
    result.set(JAVA_INT, 0, number); // uc_x86_msr
    result.set(JAVA_LONG, Long.BYTES, value);
    try {
      check((int) regWrite.invokeExact(engine, MSR, result));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Runs the guest and returns {@link #OK} or {@link #EXCEPTION}; anything else is thrown. */
  int run(long begin, long until) {
    try {
      int error = (int) emuStart.invokeExact(engine, begin, until, 0L, 0L);
      if (error != EXCEPTION) {
        check(error);
      }
      return error;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Asks the engine's TLB, and on a miss its page-table walk, at the current privilege level.
   *
   * @param access UC_PROT_READ, UC_PROT_WRITE or UC_PROT_EXEC: 1, 2 or 4
   * @return the physical address, or -1 if the access faults
   */
  long translate(long virtualAddress, int access) {
    try {
      int error = (int) translate.invokeExact(engine, virtualAddress, access, result);
      return error == OK ? result.get(JAVA_LONG, 0) : -1;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void flushTlb() {
    try {
      check((int) ctl.invokeExact(engine, CTL_TLB_FLUSH));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** A copy of the CPU's state (uc_context), readable byte by byte. */
  MemorySegment newContext() {
    try {
      check((int) contextAlloc.invokeExact(engine, result));
      long size = (long) contextSize.invokeExact(engine);
      MemorySegment context = result.get(ADDRESS, 0);
      contexts.add(context);
      return context.reinterpret(size, arena, null);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void save(MemorySegment context) {
    try {
      check((int) contextSave.invokeExact(engine, context));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  void restore(MemorySegment context) {
    try {
      check((int) contextRestore.invokeExact(engine, context));
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    try {
      for (MemorySegment context : contexts) {
        check((int) contextFree.invokeExact(context));
      }
      check((int) close.invokeExact(engine));
    } catch (Throwable e) {
      throw failure(e);
    } finally {
      arena.close();
    }
  }

  private void check(int error) throws Throwable {
    if (error != OK) {
      MemorySegment text = (MemorySegment) strerror.invokeExact(error);
      throw new IllegalStateException(text.reinterpret(1024).getString(0));
    }
  }

  private static RuntimeException failure(Throwable e) {
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }

  private MethodHandle function(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private MethodHandle pointerFunction(String name, ValueLayout argument) {
    return handle(name, FunctionDescriptor.of(ADDRESS, argument));
  }

  private MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor, options);
  }
}
