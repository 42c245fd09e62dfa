package dev.cubicle.trampolines.policy;

import com.google.common.collect.ImmutableList;
import dev.cubicle.trampolines.BufferMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which component lives in which cubicle, and what they may do to each other. As read from a policy
 * file: names are checked against each other, not against the objects.
 *
 * @param entry the function that runs first, {@code int f(int argc, char **argv, char **envp)}
 * @param limits sizes of the image's arena
 * @param cubicles in the file's order, which is also the order in which symbols are looked up
 * @param components by name, in link order: that in which tables have what lies in them. Every one
 *     belongs to exactly one cubicle
 * @param functions what is said of single functions, by symbol
 * @param data data symbols that others may use
 * @param memory parts of cubicles that others may use
 * @param linkerScripts in the order in which they count: which sections are gathered into tables
 * @param tables what is said of single tables
 */
public record Policy(
    String entry,
    Limits limits,
    List<Cubicle> cubicles,
    Map<String, Component> components,
    Map<String, FunctionRule> functions,
    List<SharedData> data,
    List<SharedMemory> memory,
    List<Path> linkerScripts,
    List<TableRule> tables) {

  /**
   * @param threads at most, 1 to 64
   * @param pool bytes of the page pool
   */
  public record Limits(int threads, long pool) {}

  /** The kinds of cubicles: docs/image.md, "Cubicles and keys". */
  public enum Kind {
    ISOLATED,
    SHARED,
    TRUSTED
  }

  /**
   * @param components names, in link order
   * @param stack bytes of its stack on every thread
   * @param heap bytes it may own of the page pool
   * @param executeOnly whether nobody may read its code
   * @param constantsForEveryone whether everyone may read its read-only data
   * @param systemCalls names of the Linux system calls it may make through the monitor
   * @param callbacks cubicles that may call its functions whose address escapes; empty: all
   */
  public record Cubicle(
      String name,
      Kind kind,
      List<String> components,
      long stack,
      long heap,
      boolean executeOnly,
      boolean constantsForEveryone,
      Set<String> systemCalls,
      Optional<Set<String>> callbacks) {}

  /**
   * @param files objects and archives, absolute
   * @param systemCallHandler the function that stands in for SYSCALL instructions, or empty when a
   *     component that contains one is refused
   * @param legacyState whether XSAVE and XRSTOR become FXSAVE and FXRSTOR; else a component that
   *     contains XRSTOR is refused
   * @param stopFarTransfers whether far transfers and loads of FS and GS become INT3; else a
   *     component that has them is refused
   */
  public record Component(
      String name,
      List<Path> files,
      Optional<String> systemCallHandler,
      boolean legacyState,
      boolean stopFarTransfers) {}

  /**
   * @param stackWords overrides DWARF
   * @param windows opened for the duration of every call
   * @param place where the policy says so, as complaints begin: {@code FILE:LINE: KEY: }
   */
  public record FunctionRule(
      String name, OptionalInt stackWords, List<ArgumentWindow> windows, String place) {}

  /**
   * A buffer that a parameter points to, open for the duration of a call. Its size in bytes is
   * {@code fixed + scale * [sizeParameter] * [countParameter]}, an absent factor counting as 1, and
   * {@code fixed} alone when both are absent; or, if {@code string}, up to and with the NUL.
   *
   * @param parameter of the C declaration, from 1; nothing for the caller's stack, {@code fixed}
   *     bytes from its stack pointer up, or to its end
   * @param write whether the callee may write it
   * @param transitive whether those that the callee calls may use it too
   * @param mapping how the callee comes by it; a copy is never {@code transitive}
   */
  public record ArgumentWindow(
      OptionalInt parameter,
      OptionalInt sizeParameter,
      OptionalInt countParameter,
      long scale,
      long fixed,
      boolean string,
      boolean write,
      boolean transitive,
      BufferMapping mapping) {}

  /** How a data symbol is made available to others. */
  public enum Sharing {
    /** Code may name it, but not use it: no window is open. */
    NONE,
    /** The cubicles named may read it, only the owner writes: a permanent read window. */
    READ,
    /** A permanent window for reading and writing to the cubicles named. */
    WRITE,
    /** Its section moves to the pages that everyone may read and write. */
    EVERYONE
  }

  /**
   * @param symbol a data symbol; for a static variable maybe as {@code file.c:name}, and without
   *     the number that compilers put behind names in functions
   * @param owner the cubicle that defines it
   * @param to the cubicles that may use it, the owner not among them; with {@link Sharing#EVERYONE}
   *     all others
   */
  public record SharedData(String symbol, String owner, Set<String> to, Sharing sharing) {}

  /** What a window over all that a cubicle has of a kind is about. */
  public enum MemoryPart {
    /** Its pages of the pool, now and later. */
    HEAP,
    /** Its stacks on all threads. */
    STACK,
    /** Its writable variables, zero-initialised ones among them. */
    DATA,
    /** Its read-only data. */
    CONSTANTS,
    /** Its thread-local variables on all threads. */
    THREAD_LOCAL
  }

  /**
   * A window that is open for ever over everything of a kind that a cubicle has.
   *
   * @param owner an isolated cubicle
   * @param to the cubicles that may use it, the owner not among them
   * @param write whether they may write it; never {@link MemoryPart#CONSTANTS}
   */
  public record SharedMemory(String owner, MemoryPart part, Set<String> to, boolean write) {}

  /** Who may use a table of sections of several cubicles. */
  public enum TableAccess {
    /** Everyone may read it, nobody may write it. */
    READ,
    /** Everyone may read and write it. */
    WRITE,
    /** One cubicle has it for itself. */
    OWNER
  }

  /**
   * @param section the output section of a linker script, or the section that {@code __start_X}
   *     names
   * @param owner the cubicle whose it is, with {@link TableAccess#OWNER}; else empty
   * @param optional whether there need not be such a table
   */
  public record TableRule(
      String section, TableAccess access, Optional<String> owner, boolean optional) {}

  /** The same with linker scripts before those that it has. */
  public Policy withLinkerScripts(List<Path> others) {
    return new Policy(
        entry,
        limits,
        cubicles,
        components,
        functions,
        data,
        memory,
        ImmutableList.<Path>builder().addAll(others).addAll(linkerScripts).build(),
        tables);
  }
}
