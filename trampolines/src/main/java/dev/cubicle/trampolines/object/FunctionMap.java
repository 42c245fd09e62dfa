package dev.cubicle.trampolines.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which functions are where in an object. */
public final class FunctionMap {
  /** What others can see comes first, since that name is the one they know. */
  private static final Comparator<Symbol> PREFERENCE =
      Comparator.comparingInt(
              (Symbol symbol) ->
                  switch (symbol.binding()) {
                    case GLOBAL, UNIQUE -> 0;
                    case WEAK -> 1;
                    case LOCAL -> 2;
                  })
          .thenComparingInt(Symbol::index);

  private final Map<Integer, NavigableMap<Long, List<Symbol>>> functions = new HashMap<>();

  public FunctionMap(ObjectFile object) {
    for (Symbol symbol : object.symbols()) {
      if (symbol.isFunction() && symbol.isInSection()) {
        functions
            .computeIfAbsent(symbol.section(), section -> new TreeMap<>())
            .computeIfAbsent(symbol.value(), offset -> new ArrayList<>())
            .add(symbol);
      }
    }
    functions
        .values()
        .forEach(section -> section.values().forEach(symbols -> symbols.sort(PREFERENCE)));
  }

  /** The function that starts exactly there; of several names a global one, then a weak one. */
  public Optional<Symbol> startingAt(SectionOffset place) {
    return allStartingAt(place).stream().findFirst();
  }

  /** All names of the function that starts exactly there, as {@link #startingAt} ranks them. */
  public List<Symbol> allStartingAt(SectionOffset place) {
    return List.copyOf(section(place).getOrDefault(place.offset(), List.of()));
  }

  /** The function that the byte there belongs to; one of unknown size reaches to the next. */
  public Optional<Symbol> covering(SectionOffset place) {
    Map.Entry<Long, List<Symbol>> nearest = section(place).floorEntry(place.offset());
    if (nearest == null) {
      return Optional.empty();
    }
    return nearest.getValue().stream()
        .filter(symbol -> symbol.size() == 0 || place.offset() - symbol.value() < symbol.size())
        .findFirst();
  }

  private NavigableMap<Long, List<Symbol>> section(SectionOffset place) {
    return functions.getOrDefault(place.section(), new TreeMap<>());
  }
}
