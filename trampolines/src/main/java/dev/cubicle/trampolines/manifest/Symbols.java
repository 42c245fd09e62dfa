package dev.cubicle.trampolines.manifest;

import com.google.common.base.Suppliers;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * An image's symbol table. It only gives names to addresses: nothing that isolation rests on may be
 * believed because a symbol says so.
 */
public final class Symbols {
  /** What a symbol says it is. */
  public enum Kind {
    /** STT_NOTYPE: labels of assembly code and linker scripts. */
    LABEL,
    DATA,
    FUNCTION
  }

  /**
   * @param name printable ASCII
   * @param size bytes; 0 if unknown
   * @param absolute whether it belongs to no section: a number rather than a place
   */
  public record Symbol(String name, long address, long size, Kind kind, boolean absolute) {
    boolean holds(long candidate) {
      // A label without a size reaches to the next symbol.
      return candidate == address || size == 0 || candidate - address < size;
    }
  }

  /** An address as a distance from the start of what holds it. */
  public record Location(Symbol symbol, long offset) {
    /** {@code name}, or {@code name+0x12}. */
    public String text() {
      return offset == 0 ? symbol.name() : "%s+0x%x".formatted(symbol.name(), offset);
    }
  }

  private static final Comparator<Symbol> OF_ONE_ADDRESS =
      Comparator.comparing(Symbol::kind)
          .thenComparingLong(Symbol::size)
          .thenComparing(Symbol::name);

  /** How many symbols below the nearest one may hold the address instead of it. */
  private static final int NESTING = 8;

  private final List<Symbol> placed;
  private final Supplier<Map<String, List<Symbol>>> byName;

  Symbols(List<Symbol> all) {
    placed = all.stream().filter(symbol -> !symbol.absolute()).sorted(Symbols::compare).toList();
    byName = Suppliers.memoize(() -> all.stream().collect(Collectors.groupingBy(Symbol::name)));
  }

  /** No symbols. */
  public static Symbols none() {
    return new Symbols(List.of());
  }

  /** At one address the last is preferred: labels first, functions last. */
  private static int compare(Symbol one, Symbol other) {
    int order = Long.compare(one.address(), other.address());
    return order != 0 ? order : OF_ONE_ADDRESS.compare(one, other);
  }

  /** All that are places in the image, ascending by address. */
  public List<Symbol> placed() {
    return placed;
  }

  /** The functions, ascending by address. */
  public List<Symbol> functions() {
    return placed.stream().filter(symbol -> symbol.kind() == Kind.FUNCTION).toList();
  }

  /** Every symbol of that name, local ones too, in the table's order. */
  public List<Symbol> named(String name) {
    return Collections.unmodifiableList(byName.get().getOrDefault(name, List.of()));
  }

  /** The symbol that holds an address. */
  public Optional<Location> at(long address) {
    int next = firstAbove(address);
    for (int i = next - 1; i >= 0 && i >= next - NESTING; i--) {
      Symbol symbol = placed.get(i);
      if (symbol.holds(address)) {
        return Optional.of(new Location(symbol, address - symbol.address()));
      }
    }
    return Optional.empty();
  }

  private int firstAbove(long address) {
    int low = 0;
    int high = placed.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (placed.get(middle).address() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
