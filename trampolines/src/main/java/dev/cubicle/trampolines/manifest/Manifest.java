package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.policy.Policy;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an image says of itself: {@code cubicle/manifest.h} of the guest's sources defines it. One
 * that was read is consistent in itself (every number of a cubicle, function or row exists, every
 * address lies in the image); whether it is true of the image is the verifier's question. Addresses
 * are below 2^47.
 *
 * @param imageStart the first page of everything that is loaded
 * @param imageEnd behind its last page
 * @param arenaStart 2 MiB-aligned, not below {@code imageEnd}
 * @param arenaSize bytes, a multiple of 4096
 * @param gateStart of gate code and trampolines
 * @param maxThreads at least 1
 * @param cubicles the monitor first
 * @param traps ascending by address
 * @param entry the function that runs first, an index into {@code functions}
 */
public record Manifest(
    long imageStart,
    long imageEnd,
    long arenaStart,
    long arenaSize,
    long gateStart,
    long gateEnd,
    int maxThreads,
    List<Cubicle> cubicles,
    List<Segment> segments,
    List<Function> functions,
    List<Grant> grants,
    List<Trap> traps,
    ThreadLocalImage threadLocal,
    int entry) {

  /**
   * @param number its row: 0 is the monitor
   * @param stackSize bytes on every thread, a multiple of 4096; 0 for shared cubicles
   * @param heapLimit bytes that it may own of the page pool
   * @param systemCalls numbers that it may pass to {@code cubicle_syscall}
   */
  public record Cubicle(
      int number,
      String name,
      Policy.Kind kind,
      boolean executeOnly,
      long stackSize,
      long heapLimit,
      IndexSet systemCalls) {
    /** Whether its code runs with all keys open. */
    public boolean trusted() {
      return kind == Policy.Kind.TRUSTED;
    }
  }

  /** Who may use a segment without a window: docs/image.md, "Cubicles and keys". */
  public enum Sharing {
    PRIVATE,
    READ,
    WRITE
  }

  /**
   * Pages of a cubicle; the rows come in the order of their addresses.
   *
   * @param start page-aligned; an offset into the TLS block if {@code threadLocal}
   * @param protection {@link #READ}, {@link #WRITE}, {@link #EXECUTE}
   */
  public record Segment(
      long start, long end, int cubicle, int protection, Sharing sharing, boolean threadLocal) {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    public boolean readable() {
      return (protection & READ) != 0;
    }

    public boolean writable() {
      return (protection & WRITE) != 0;
    }

    public boolean executable() {
      return (protection & EXECUTE) != 0;
    }

    /** Whether it is memory of the image, and {@code address} is in it. */
    public boolean holds(long address) {
      return !threadLocal && address >= start && address < end;
    }
  }

  /**
   * A row of the table that trampolines name by its number.
   *
   * @param index its number
   * @param signature the registers and stack words that the gate lets through
   * @param escapes whether its address is taken
   * @param unknown whether the signature is the conservative one, for want of a known one
   * @param callers cubicles that may call it
   */
  public record Function(
      int index,
      String name,
      long target,
      int cubicle,
      Signature signature,
      boolean escapes,
      boolean unknown,
      List<ArgumentWindow> windows,
      IndexSet callers) {}

  /**
   * A buffer that is open for the duration of a call; its size in bytes is {@code fixed + scale *
   * [sizeWhere] * [countWhere]}, an absent factor counting as 1, and {@code fixed} alone when both
   * are absent. The places: 0 to 5 an integer argument register, 6 + n the nth word on the stack.
   *
   * @param where the pointer is; nothing for the caller's stack, {@code fixed} bytes from its stack
   *     pointer up, or to its end
   */
  public record ArgumentWindow(
      OptionalInt where,
      OptionalInt sizeWhere,
      OptionalInt countWhere,
      long fixed,
      long scale,
      boolean write,
      boolean transitive,
      BufferMapping mapping,
      boolean string) {}

  /** What a grant is about. */
  public enum GrantPart {
    /** Pages of the image, from start to end. */
    RANGE,
    /** All that the owner has of the page pool, now or later. */
    HEAP,
    /** The owner's stack on every thread. */
    STACK,
    /** The owner's thread-local data on every thread. */
    THREAD_LOCAL
  }

  /**
   * Pages of {@code owner} that are open to {@code to} for ever.
   *
   * @param start page-aligned; 0, as {@code end}, for all parts but {@link GrantPart#RANGE}
   * @param window its number among the owner's, below 64
   */
  public record Grant(
      GrantPart part, long start, long end, int owner, int window, boolean write, IndexSet to) {}

  /**
   * A SYSCALL instruction that became UD2.
   *
   * @param function that is called instead, an index into the function table
   */
  public record Trap(long address, int function) {}

  /**
   * PT_TLS.
   *
   * @param start of the initialised part in the image; 0 if there is none
   * @param memorySize bytes of a thread's block
   */
  public record ThreadLocalImage(long start, long fileSize, long memorySize) {}
}
