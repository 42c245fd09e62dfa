package dev.cubicle.trampolines.manifest;

import com.google.common.primitives.ImmutableLongArray;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.policy.Policy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads the manifest's tables; every number in them is checked against the other tables. */
final class ManifestRows {
  static final int CUBICLE_SIZE = 88;
  static final int SEGMENT_SIZE = 24;
  static final int FUNCTION_SIZE = 64;
  static final int ARGUMENT_SIZE = 16;
  static final int GRANT_SIZE = 56;
  static final int TRAP_SIZE = 16;

  private static final int CUBICLE_SET_WORDS = 4;
  private static final int SYSTEM_CALL_WORDS = 8;
  private static final int ARGUMENT_NONE = 255;

  /** Of a cubicle, by the policy and by itself. */
  private static final int MOST_WINDOWS = 64;

  /** ARGUMENT_EAGER and ARGUMENT_COPY, which exclude each other. */
  private static final int MAPPING = 4 | 16;

  private static final int STACK = 32;

  /** ARGUMENT_STRING and ARGUMENT_COPY. */
  private static final int NOT_OF_STACK = 8 | 16;

  private static final Map<Integer, BufferMapping> MAPPINGS =
      Map.of(0, BufferMapping.FAULT, 4, BufferMapping.CALL, 16, BufferMapping.COPY);
  private static final int EXECUTE_ONLY = 1;
  private static final int THREAD_LOCAL = 1;
  private static final int FLAGS = 7;
  private static final int RESULTS = 31;
  private static final long PAGE_MASK = 4095;

  private final ImageBytes bytes;
  private final int cubicleCount;
  private final int functionCount;
  private final ByteBuffer strings;

  ManifestRows(ImageBytes bytes, int cubicleCount, int functionCount, ByteBuffer strings) {
    this.bytes = bytes;
    this.cubicleCount = cubicleCount;
    this.functionCount = functionCount;
    this.strings = strings;
  }

  List<Manifest.Cubicle> cubicles(ByteBuffer table) throws BadInputException {
    List<Manifest.Cubicle> cubicles = new ArrayList<>();
    for (int at = 0; at < table.limit(); at += CUBICLE_SIZE) {
      int number = cubicles.size();
      int kind = Byte.toUnsignedInt(table.get(at + 4));
      long stack = table.getLong(at + 8);
      long heap = table.getLong(at + 16);
      check(kind < Policy.Kind.values().length, "cubicle %d is of an unknown kind", number);
      check(onlyBits(table.get(at + 5), EXECUTE_ONLY), "cubicle %d has unknown flags", number);
      check(
          stack >= 0 && stack < ElfFile.ADDRESS_LIMIT && (stack & PAGE_MASK) == 0,
          "cubicle %d has a stack of 0x%x bytes, which are no whole pages",
          number,
          stack);
      check(heap >= 0, "cubicle %d has a heap limit of 0x%x bytes", number, heap);
      cubicles.add(
          new Manifest.Cubicle(
              number,
              name(table.getInt(at)),
              Policy.Kind.values()[kind],
              table.get(at + 5) == EXECUTE_ONLY,
              stack,
              heap,
              set(table, at + 24, SYSTEM_CALL_WORDS)));
    }
    check(
        cubicles.getFirst().kind() == Policy.Kind.TRUSTED,
        "cubicle 0, the monitor, is not a trusted one");
    return List.copyOf(cubicles);
  }

  List<Manifest.Segment> segments(ByteBuffer table) throws BadInputException {
    List<Manifest.Segment> segments = new ArrayList<>();
    for (int at = 0; at < table.limit(); at += SEGMENT_SIZE) {
      int row = segments.size();
      long start = table.getLong(at);
      long end = table.getLong(at + 8);
      int protection = Byte.toUnsignedInt(table.get(at + 18));
      int sharing = Byte.toUnsignedInt(table.get(at + 19));
      checkPages(start, end, "segment", row);
      check(
          protection <= (Manifest.Segment.READ | Manifest.Segment.WRITE | Manifest.Segment.EXECUTE),
          "segment %d has an unknown protection",
          row);
      check(sharing < Manifest.Sharing.values().length, "segment %d has an unknown sharing", row);
      check((table.getInt(at + 20) & ~THREAD_LOCAL) == 0, "segment %d has unknown flags", row);
      segments.add(
          new Manifest.Segment(
              start,
              end,
              cubicle(table.getShort(at + 16), "segment", row),
              protection,
              Manifest.Sharing.values()[sharing],
              table.getInt(at + 20) == THREAD_LOCAL));
    }
    return List.copyOf(segments);
  }

  List<Manifest.ArgumentWindow> windows(ByteBuffer table) throws BadInputException {
    List<Manifest.ArgumentWindow> windows = new ArrayList<>();
    for (int at = 0; at < table.limit(); at += ARGUMENT_SIZE) {
      int flags = Byte.toUnsignedInt(table.get(at + 3));
      check(
          flags < 64 && MAPPINGS.containsKey(flags & MAPPING),
          "argument window %d has unknown flags",
          windows.size());
      boolean stack = (flags & STACK) != 0;
      check(
          stack == (table.get(at) == (byte) ARGUMENT_NONE),
          stack
              ? "argument window %d is of the stack and of a pointer"
              : "argument window %d has no pointer",
          windows.size());
      check(
          !stack || (flags & NOT_OF_STACK) == 0 && table.getShort(at + 1) == -1,
          "argument window %d is of the stack, and has a size of a buffer",
          windows.size());
      windows.add(
          new Manifest.ArgumentWindow(
              place(table.get(at)),
              place(table.get(at + 1)),
              place(table.get(at + 2)),
              Integer.toUnsignedLong(table.getInt(at + 4)),
              Integer.toUnsignedLong(table.getInt(at + 8)),
              (flags & 1) != 0,
              (flags & 2) != 0,
              MAPPINGS.get(flags & MAPPING),
              (flags & 8) != 0));
    }
    return List.copyOf(windows);
  }

  List<Manifest.Function> functions(ByteBuffer table, List<Manifest.ArgumentWindow> windows)
      throws BadInputException {
    List<Manifest.Function> functions = new ArrayList<>();
    for (int at = 0; at < table.limit(); at += FUNCTION_SIZE) {
      int index = functions.size();
      long target = table.getLong(at);
      int flags = Byte.toUnsignedInt(table.get(at + 15));
      int first = table.getInt(at + 20);
      int count = Short.toUnsignedInt(table.getShort(at + 24));
      check(target >= 0 && target < ElfFile.ADDRESS_LIMIT, "function %d is nowhere", index);
      check(flags <= FLAGS, "function %d has unknown flags", index);
      check(
          first >= 0 && first <= windows.size() - count,
          "function %d has argument windows that are not there",
          index);
      functions.add(
          new Manifest.Function(
              index,
              name(table.getInt(at + 16)),
              target,
              cubicle(table.getShort(at + 8), "function", index),
              signature(table, at, index, (flags & 1) != 0),
              (flags & 2) != 0,
              (flags & 4) != 0,
              windows.subList(first, first + count),
              cubicleSet(table, at + 32, "function", index)));
    }
    return List.copyOf(functions);
  }

  private Signature signature(ByteBuffer table, int at, int index, boolean variadic)
      throws BadInputException {
    int integers = Byte.toUnsignedInt(table.get(at + 12));
    int vectors = Byte.toUnsignedInt(table.get(at + 13));
    int result = Byte.toUnsignedInt(table.get(at + 14));
    boolean inOrder = (result & 3) != 2 && (result & 12) != 8;
    check(integers <= 6, "function %d has %d integer arguments in registers", index, integers);
    check(vectors <= 8, "function %d has %d vector arguments in registers", index, vectors);
    check(result <= RESULTS && inOrder, "function %d returns in unknown registers", index);
    return new Signature(
        integers,
        vectors,
        Short.toUnsignedInt(table.getShort(at + 10)),
        variadic,
        new Signature.Result(
            Integer.bitCount(result & 3), Integer.bitCount(result & 12), (result & 16) != 0));
  }

  List<Manifest.Grant> grants(ByteBuffer table) throws BadInputException {
    List<Manifest.Grant> grants = new ArrayList<>();
    for (int at = 0; at < table.limit(); at += GRANT_SIZE) {
      int row = grants.size();
      int part = Byte.toUnsignedInt(table.get(at + 19));
      int window = Byte.toUnsignedInt(table.get(at + 20));
      check(onlyBits(table.get(at + 18), 1), "grant %d has unknown flags", row);
      check(part < Manifest.GrantPart.values().length, "grant %d is of an unknown part", row);
      check(window < MOST_WINDOWS, "grant %d has window %d of 64", row, window);
      if (part == 0) {
        checkPages(table.getLong(at), table.getLong(at + 8), "grant", row);
      } else {
        check(
            table.getLong(at) == 0 && table.getLong(at + 8) == 0,
            "grant %d is of a part that has no addresses",
            row);
      }
      grants.add(
          new Manifest.Grant(
              Manifest.GrantPart.values()[part],
              table.getLong(at),
              table.getLong(at + 8),
              cubicle(table.getShort(at + 16), "grant", row),
              window,
              table.get(at + 18) == 1,
              cubicleSet(table, at + 24, "grant", row)));
    }
    return List.copyOf(grants);
  }

  List<Manifest.Trap> traps(ByteBuffer table) throws BadInputException {
    List<Manifest.Trap> traps = new ArrayList<>();
    long previous = -1;
    for (int at = 0; at < table.limit(); at += TRAP_SIZE) {
      long address = table.getLong(at);
      int function = table.getInt(at + 8);
      // The monitor looks them up by bisection.
      check(address > previous, "trap %d is out of order", traps.size());
      check(address < ElfFile.ADDRESS_LIMIT, "trap %d is nowhere", traps.size());
      check(
          function >= 0 && function < functionCount,
          "trap %d calls a function that is not there",
          traps.size());
      previous = address;
      traps.add(new Manifest.Trap(address, function));
    }
    return List.copyOf(traps);
  }

  private String name(int offset) throws BadInputException {
    String name = ImageBytes.string(strings, Integer.toUnsignedLong(offset));
    check(!name.isEmpty(), "there is no name at %d", Integer.toUnsignedLong(offset));
    return name;
  }

  private int cubicle(short number, String what, int row) throws BadInputException {
    int cubicle = Short.toUnsignedInt(number);
    check(
        cubicle < cubicleCount,
        "%s %d is of cubicle %d; there are %d",
        what,
        row,
        cubicle,
        cubicleCount);
    return cubicle;
  }

  private IndexSet cubicleSet(ByteBuffer table, int at, String what, int row)
      throws BadInputException {
    IndexSet set = set(table, at, CUBICLE_SET_WORDS);
    int last = set.members().max().orElse(0);
    check(
        last < cubicleCount,
        "%s %d is open to cubicle %d; there are %d",
        what,
        row,
        last,
        cubicleCount);
    return set;
  }

  private static IndexSet set(ByteBuffer table, int at, int words) {
    ImmutableLongArray.Builder set = ImmutableLongArray.builder(words);
    for (int i = 0; i < words; i++) {
      set.add(table.getLong(at + i * Long.BYTES));
    }
    return new IndexSet(set.build());
  }

  private static OptionalInt place(byte where) {
    return where == (byte) ARGUMENT_NONE
        ? OptionalInt.empty()
        : OptionalInt.of(Byte.toUnsignedInt(where));
  }

  private void checkPages(long start, long end, String what, int row) throws BadInputException {
    check(
        start >= 0 && end <= ElfFile.ADDRESS_LIMIT && start < end,
        "%s %d, 0x%x to 0x%x, is not a range of addresses",
        what,
        row,
        start,
        end);
    check(
        ((start | end) & PAGE_MASK) == 0,
        "%s %d, 0x%x to 0x%x, is not made of whole pages",
        what,
        row,
        start,
        end);
  }

  private static boolean onlyBits(byte flags, int known) {
    return (flags & ~known) == 0;
  }

  private void check(boolean condition, String format, Object... arguments)
      throws BadInputException {
    if (!condition) {
      throw bytes.defect("damaged manifest: " + format, arguments);
    }
  }
}
