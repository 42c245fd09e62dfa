package dev.cubicle.natives.capstone;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cubicle.natives.NativeLibraries;
import dev.cubicle.natives.NativeLibraryException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The functions of libcapstone that are used, with their C signatures, and nothing more. A handle
 * ({@code csh}) is a plain long. Usable until the arena it was loaded into is closed.
 */
final class Capstone {
  /** {@code CS_ARCH_X86}. */
  static final int ARCH_X86 = 3;

  /** {@code CS_MODE_64}. */
  static final int MODE_64 = 1 << 3;

  /** {@code CS_OPT_DETAIL}, the option that fills in groups. */
  static final int OPTION_DETAIL = 2;

  /** {@code CS_OPT_ON}. */
  static final long OPTION_ON = 3;

  /** {@code CS_SUPPORT_DIET}: whether the library was built without any text. */
  private static final int SUPPORT_DIET = 0x10000;

  private final MethodHandle open;
  private final MethodHandle close;
  private final MethodHandle option;
  private final MethodHandle errno;
  private final MethodHandle errorText;
  private final MethodHandle allocate;
  private final MethodHandle free;
  private final MethodHandle disassembleNext;
  private final MethodHandle name;
  private final MethodHandle inGroup;
  private final String version;
  private final InstructionLayout layout;

  private Capstone(Path file, SymbolLookup symbols) {
    open =
        link(
            file, symbols, "cs_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    close = link(file, symbols, "cs_close", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    option =
        link(
            file,
            symbols,
            "cs_option",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));
    errno = link(file, symbols, "cs_errno", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    errorText = link(file, symbols, "cs_strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    allocate = link(file, symbols, "cs_malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    free = link(file, symbols, "cs_free", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    disassembleNext =
        link(
            file,
            symbols,
            "cs_disasm_iter",
            FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    name = link(file, symbols, "cs_insn_name", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_INT));
    inGroup =
        link(
            file,
            symbols,
            "cs_insn_group",
            FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG, ADDRESS, JAVA_INT));

    int packed =
        version(
            link(file, symbols, "cs_version", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS)));
    version = (packed >> 8) + "." + (packed & 0xff);
    layout =
        switch (packed >> 8) {
          case 4 -> InstructionLayout.V4;
          case 5 -> InstructionLayout.V5;
          default ->
              throw new NativeLibraryException(
                  file
                      + " is libcapstone "
                      + version
                      + ", 4 or 5 is needed: run ./cubicle setup, or name one in CUBICLE_CAPSTONE");
        };
    if (supports(
        link(file, symbols, "cs_support", FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_INT)),
        SUPPORT_DIET)) {
      throw new NativeLibraryException(
          file
              + " is a diet build of libcapstone, which prints no text: name another in"
              + " CUBICLE_CAPSTONE");
    }
  }

  /**
   * Loads libcapstone.
   *
   * @throws NativeLibraryException when {@code file} is not a usable libcapstone 4 or 5
   */
  static Capstone load(Path file, Arena arena) {
    return new Capstone(file, NativeLibraries.open(file, arena));
  }

  /** Major and minor version, as the library says: {@code "4.0"}. */
  String version() {
    return version;
  }

  InstructionLayout layout() {
    return layout;
  }

  long open(int architecture, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      check((int) open.invokeExact(architecture, mode, handle), "open a disassembler");
      return handle.get(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(long handle) {
    try (Arena arena = Arena.ofConfined()) {
      check((int) close.invokeExact(arena.allocateFrom(JAVA_LONG, handle)), "close a disassembler");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void option(long handle, int type, long value) {
    try {
      check((int) option.invokeExact(handle, type, value), "set option " + type + " to " + value);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A {@code cs_insn}; with room for details if these were turned on before. */
  MemorySegment allocateInstruction(long handle) {
    try {
      MemorySegment instruction = (MemorySegment) allocate.invokeExact(handle);
      if (instruction.equals(MemorySegment.NULL)) {
        check(errno(handle), "allocate an instruction");
        throw new OutOfMemoryError("cs_malloc");
      }
      return instruction.reinterpret(layout.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void freeInstruction(MemorySegment instruction) {
    try {
      free.invokeExact(instruction, 1L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Decodes one instruction and moves the three cursors past it.
   *
   * @param code holds the address of the next byte
   * @param size holds the number of bytes left
   * @param address holds the guest's address of the next byte
   * @return false when no whole instruction begins there; the cursors have not moved then
   */
  boolean disassembleNext(
      long handle,
      MemorySegment code,
      MemorySegment size,
      MemorySegment address,
      MemorySegment instruction) {
    try {
      boolean decoded =
          (boolean) disassembleNext.invokeExact(handle, code, size, address, instruction);
      if (!decoded) {
        check(errno(handle), "disassemble");
      }
      return decoded;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The name of instruction number {@code id}. */
  String name(long handle, int id) {
    try {
      return string((MemorySegment) name.invokeExact(handle, id));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  boolean inGroup(long handle, MemorySegment instruction, Group group) {
    try {
      return (boolean) inGroup.invokeExact(handle, instruction, group.number());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private int errno(long handle) throws Throwable {
    return (int) errno.invokeExact(handle);
  }

  private void check(int error, String attempted) throws Throwable {
    if (error != 0) {
      throw new CapstoneException(
          "libcapstone %s could not %s: %s (cs_err %d)"
              .formatted(
                  version, attempted, string((MemorySegment) errorText.invokeExact(error)), error),
          error);
    }
  }

  private static int version(MethodHandle version) {
    try {
      return (int) version.invokeExact(MemorySegment.NULL, MemorySegment.NULL);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static boolean supports(MethodHandle support, int query) {
    try {
      return (boolean) support.invokeExact(query);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static String string(MemorySegment text) {
    return text.equals(MemorySegment.NULL)
        ? "unknown"
        : text.reinterpret(256).getString(0, StandardCharsets.US_ASCII);
  }

  private static MethodHandle link(
      Path file, SymbolLookup symbols, String function, FunctionDescriptor signature) {
    MemorySegment symbol =
        symbols
            .find(function)
            .orElseThrow(
                () ->
                    new NativeLibraryException(
                        file
                            + " is not libcapstone (it has no "
                            + function
                            + "): run ./cubicle setup, or name another in CUBICLE_CAPSTONE"));
    return Linker.nativeLinker().downcallHandle(symbol, signature);
  }

  /** A method handle may throw anything, but these throw only what needs no declaration. */
  private static RuntimeException unexpected(Throwable e) {
    switch (e) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    }
  }
}
