package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.IndexSet;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Manifest.Function;
import dev.cubicle.trampolines.manifest.Manifest.Segment;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.policy.MonitorSystemCalls;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An image's cubicles and what they have to do with each other.
 *
 * @param name of the image, for titles
 * @param cubicles by number, the monitor first
 * @param calls by caller, then callee
 * @param traps SYSCALL instructions that became calls
 * @param virtualKeys whether there are more isolated cubicles than keys
 */
public record Overview(
    String name,
    Manifest manifest,
    List<Cubicle> cubicles,
    List<Call> calls,
    List<Grant> grants,
    List<Trap> traps,
    boolean virtualKeys) {

  /** Of the data on a window's pages. */
  private static final int MOST_NAMES = 3;

  /**
   * @param row what the manifest says of it
   * @param key of its own pages; nothing if keys change hands
   * @param code bytes of executable pages
   * @param constants bytes of pages that are only read
   * @param data bytes of pages that are written
   * @param threadLocal bytes of every thread's block that are its
   * @param systemCalls names, or numbers of those that have none here
   * @param entries its functions in the manifest's table
   */
  public record Cubicle(
      Manifest.Cubicle row,
      OptionalInt key,
      long code,
      long constants,
      long data,
      long threadLocal,
      List<String> systemCalls,
      List<Function> entries) {
    public int number() {
      return row.number();
    }

    public String name() {
      return row.name();
    }

    /** Whether it is the monitor or has code of its own that trampolines lead to. */
    public boolean callable() {
      return row.kind() != Policy.Kind.SHARED;
    }
  }

  /**
   * One cubicle's ways into another.
   *
   * @param byName functions that its code names
   * @param otherwise functions that it may call through shared code, or by an address that it was
   *     given
   */
  public record Call(int from, int to, List<Function> byName, List<Function> otherwise) {}

  /**
   * A window that is open for ever, and what it shows: names of data, or {@code all data} and the
   * like.
   */
  public record Grant(Manifest.Grant row, String symbol) {
    /**
     * Whether it is of pages of the image; if not, they are elsewhere, and not the same for ever.
     */
    public boolean hasAddress() {
      return row.part() == Manifest.GrantPart.RANGE;
    }
  }

  /**
   * @param place such as {@code read+0x12}
   * @param cubicle that the instruction belongs to
   * @param handler the function that is called instead
   */
  public record Trap(long address, String place, int cubicle, String handler) {}

  /** What the image says of itself. */
  public static Overview of(CubicleImage image) {
    final Manifest manifest = image.manifest();
    final KeyPlan keys = new KeyPlan(manifest.cubicles());
    return new Overview(
        image.name(),
        manifest,
        manifest.cubicles().stream().map(row -> cubicle(row, manifest, keys)).toList(),
        calls(manifest, new CallSites(image)),
        manifest.grants().stream().map(grant -> new Grant(grant, contents(grant, image))).toList(),
        manifest.traps().stream().map(trap -> trap(trap, image)).toList(),
        keys.virtual());
  }

  /** What lies on a window's pages, or the place alone. */
  private static String contents(Manifest.Grant grant, CubicleImage image) {
    switch (grant.part()) {
      case HEAP -> {
        return "all heap";
      }
      case STACK -> {
        return "all stacks";
      }
      case THREAD_LOCAL -> {
        return "all thread-local data";
      }
      case RANGE -> {}
    }
    for (Segment segment : image.manifest().segments()) {
      if (!segment.threadLocal()
          && segment.start() == grant.start()
          && segment.end() == grant.end()) {
        return segment.writable() ? "all data" : "all constants";
      }
    }
    final List<String> data =
        image.symbols().placed().stream()
            .filter(symbol -> symbol.kind() == Symbols.Kind.DATA)
            .filter(symbol -> symbol.address() >= grant.start() && symbol.address() < grant.end())
            .map(Symbols.Symbol::name)
            .limit(MOST_NAMES)
            .toList();
    return data.isEmpty() ? image.describe(grant.start()) : String.join(", ", data);
  }

  private static Cubicle cubicle(Manifest.Cubicle row, Manifest manifest, KeyPlan keys) {
    long code = 0;
    long constants = 0;
    long data = 0;
    long threadLocal = 0;
    for (Segment segment : manifest.segments()) {
      if (segment.cubicle() != row.number()) {
        continue;
      }
      final long size = segment.end() - segment.start();
      if (segment.threadLocal()) {
        threadLocal += size;
      } else if (segment.executable()) {
        code += size;
      } else if (segment.writable()) {
        data += size;
      } else {
        constants += size;
      }
    }
    return new Cubicle(
        row,
        keys.of(row),
        code,
        constants,
        data,
        threadLocal,
        systemCalls(row.systemCalls()),
        manifest.functions().stream()
            .filter(function -> function.cubicle() == row.number())
            .toList());
  }

  private static List<String> systemCalls(IndexSet numbers) {
    return numbers
        .members()
        .mapToObj(number -> MonitorSystemCalls.name(number).orElse("#" + number))
        .toList();
  }

  private static List<Call> calls(Manifest manifest, CallSites sites) {
    final Map<Integer, Map<Integer, Call>> calls = new TreeMap<>();
    for (Function function : manifest.functions()) {
      if (manifest.cubicles().get(function.cubicle()).kind() == Policy.Kind.SHARED) {
        continue;
      }
      final boolean open = isOpen(function, manifest);
      callers(function, manifest)
          .forEach(
              from -> {
                final Call call =
                    calls
                        .computeIfAbsent(from, _ -> new TreeMap<>())
                        .computeIfAbsent(
                            function.cubicle(),
                            to -> new Call(from, to, new ArrayList<>(), new ArrayList<>()));
                final boolean named = !open || sites.has(from, function.name());
                (named ? call.byName() : call.otherwise()).add(function);
              });
    }
    return calls.values().stream().flatMap(row -> row.values().stream()).toList();
  }

  /** The cubicles that may call a function through a trampoline, the monitor left out. */
  private static IntStream callers(Function function, Manifest manifest) {
    return runners(manifest)
        .filter(from -> from != function.cubicle() && function.callers().contains(from));
  }

  /** The cubicles that code runs as, the monitor left out. */
  private static IntStream runners(Manifest manifest) {
    return IntStream.range(1, manifest.cubicles().size())
        .filter(number -> manifest.cubicles().get(number).kind() != Policy.Kind.SHARED);
  }

  /** Whether others than those that name it may call a function. */
  private static boolean isOpen(Function function, Manifest manifest) {
    return function.escapes()
        || function
            .callers()
            .members()
            .anyMatch(from -> manifest.cubicles().get(from).kind() == Policy.Kind.SHARED);
  }

  /** Whether every cubicle may call a function: shared code does, or its address escapes. */
  public boolean isOpenToAll(Function function) {
    return isOpen(function, manifest)
        && runners(manifest)
            .filter(number -> number != function.cubicle())
            .allMatch(function.callers()::contains);
  }

  private static Trap trap(Manifest.Trap trap, CubicleImage image) {
    final Manifest manifest = image.manifest();
    final int cubicle =
        manifest.segments().stream()
            .filter(segment -> segment.holds(trap.address()))
            .mapToInt(Segment::cubicle)
            .findFirst()
            .orElse(0);
    return new Trap(
        trap.address(),
        image.describe(trap.address()),
        cubicle,
        manifest.functions().get(trap.function()).name());
  }

  /** Whether everyone may read the constants of a cubicle that is isolated otherwise. */
  public boolean constantsForEveryone(Cubicle cubicle) {
    return cubicle.row().kind() == Policy.Kind.ISOLATED
        && manifest.segments().stream()
            .filter(segment -> segment.cubicle() == cubicle.number() && !segment.threadLocal())
            .anyMatch(segment -> !segment.writable() && segment.sharing() == Manifest.Sharing.READ);
  }

  /** The function that runs first. */
  public Function entry() {
    return manifest.functions().get(manifest.entry());
  }

  /** The name of a cubicle by number. */
  public String nameOf(int cubicle) {
    return cubicles.get(cubicle).name();
  }

  /** What one cubicle sees of another's memory without asking: the most of it. */
  public enum Sight {
    NOTHING,
    /** Buffers that it is handed. */
    READ_DURING_CALLS,
    /** A window that is open for ever. */
    READ,
    WRITE_DURING_CALLS,
    WRITE
  }

  /** What {@code viewer} sees of the pages of {@code owner}; two isolated cubicles. */
  public Sight sight(int viewer, int owner) {
    Sight most = Sight.NOTHING;
    for (Manifest.Grant grant : manifest.grants()) {
      if (grant.owner() == owner && grant.to().contains(viewer)) {
        most = max(most, grant.write() ? Sight.WRITE : Sight.READ);
      }
    }
    for (Function function : cubicles.get(viewer).entries()) {
      if (function.callers().contains(owner)) {
        for (Manifest.ArgumentWindow window : function.windows()) {
          most = max(most, window.write() ? Sight.WRITE_DURING_CALLS : Sight.READ_DURING_CALLS);
        }
      }
    }
    return most;
  }

  private static Sight max(Sight one, Sight other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
