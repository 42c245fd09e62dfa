package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cubicle.natives.NativeLibraries;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * The C functions of libunicorn. Handles and pointers travel as {@code long}s: a call then
 * allocates nothing. The handles are constants so that the JIT compiler can inline through them.
 * Functions share few signatures on purpose, surplus arguments being zero: the linker spends
 * milliseconds on each signature it has not seen, and start-up is short.
 */
final class Unicorn {
  private static final SymbolLookup LIBRARY =
      NativeLibraries.open(NativeLibraries.unicorn(), Arena.global());

  /** No thread-state transition: for functions that run for a moment and never call back. */
  private static final Linker.Option BRIEF = Linker.Option.critical(false);

  private static final FunctionDescriptor FIVE = longs(5);
  private static final FunctionDescriptor FOUR = longs(4);

  static final MethodHandle VERSION = link("uc_version", FIVE);
  static final MethodHandle OPEN = link("uc_open", FIVE);
  static final MethodHandle CLOSE = link("uc_close", FIVE);
  static final MethodHandle MAP_PTR = link("uc_mem_map_ptr", FIVE);
  static final MethodHandle START = link("uc_emu_start", FIVE);
  static final MethodHandle STOP = link("uc_emu_stop", FIVE);
  static final MethodHandle CONTEXT_ALLOC = link("uc_context_alloc", FIVE);
  static final MethodHandle CONTEXT_SIZE = link("uc_context_size", FIVE);
  static final MethodHandle CONTEXT_FREE = link("uc_context_free", FIVE);

  static final MethodHandle READ_BATCH = link("uc_reg_read_batch", FOUR, BRIEF);
  static final MethodHandle WRITE_BATCH = link("uc_reg_write_batch", FOUR, BRIEF);
  static final MethodHandle READ = link("uc_reg_read", FOUR, BRIEF);
  static final MethodHandle WRITE = link("uc_reg_write", FOUR, BRIEF);
  static final MethodHandle CONTEXT_SAVE = link("uc_context_save", FOUR, BRIEF);
  static final MethodHandle CONTEXT_RESTORE = link("uc_context_restore", FOUR, BRIEF);

  /** Variadic: {@code uc_ctl(uc, request, …)}. */
  static final MethodHandle CONTROL = link("uc_ctl", FOUR, Linker.Option.firstVariadicArg(2));

  /** Variadic: {@code uc_hook_add(uc, hook, type, callback, data, begin, end, …)}. */
  static final MethodHandle HOOK = link("uc_hook_add", longs(8), Linker.Option.firstVariadicArg(7));

  /** Linked when first used: few runs take hooks out. */
  static final class HookRemoval {
    static final MethodHandle DELETE = link("uc_hook_del", FIVE);

    private HookRemoval() {}
  }

  private Unicorn() {}

  private static FunctionDescriptor longs(int count) {
    return FunctionDescriptor.of(
        JAVA_INT, Collections.nCopies(count, JAVA_LONG).toArray(MemoryLayout[]::new));
  }

  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), descriptor, options);
  }
}
