package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.policy.Inventory.Addition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The grants of a policy without what concerns cubicles and symbols that are not there. */
final class PresentGrants {

  private final Inventory inventory;
  private final Set<String> dropped;
  private final Map<List<String>, List<String>> origins;

  /**
   * @param dropped cubicles that are not there
   * @param origins to which this adds where rows stand in the file
   */
  PresentGrants(Inventory inventory, Set<String> dropped, Map<List<String>, List<String>> origins) {
    this.inventory = inventory;
    this.dropped = dropped;
    this.origins = origins;
  }

  /** The names that are left of a list that may be absent. */
  static List<String> without(Set<String> dropped, List<String> cubicles) {
    return cubicles == null
        ? null
        : cubicles.stream().filter(name -> name == null || !dropped.contains(name)).toList();
  }

  /**
   * @param cubicles those that are there
   */
  List<PolicyDocument.Data> data(
      List<PolicyDocument.Data> rows, Map<String, PolicyDocument.Cubicle> cubicles) {
    final List<PolicyDocument.Data> present = present("data", rows, this::present);
    for (Addition addition : inventory.wanted()) {
      final Optional<String> home = isolatedHome(addition.name(), cubicles);
      for (String symbol : home.isEmpty() ? List.<String>of() : addition.readable()) {
        if (present.stream().noneMatch(row -> row.allSymbols().contains(symbol))) {
          present.add(new PolicyDocument.Data(symbol, null, home.get(), List.of("*"), null));
        }
      }
    }
    return present;
  }

  List<PolicyDocument.Memory> memory(List<PolicyDocument.Memory> rows) {
    return present("memory", rows, this::present);
  }

  List<PolicyDocument.Table> tables(List<PolicyDocument.Table> rows) {
    return present("tables", rows, this::present);
  }

  private <R> List<R> present(String key, List<R> rows, Function<R, Optional<R>> filter) {
    final List<R> present = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      final Optional<R> row = filter.apply(rows.get(i));
      if (row.isPresent()) {
        origins.put(
            List.of(key, Integer.toString(present.size())), List.of(key, Integer.toString(i)));
        present.add(row.get());
      }
    }
    return present;
  }

  private Optional<PolicyDocument.Data> present(PolicyDocument.Data row) {
    final List<String> symbols =
        row.allSymbols().stream()
            .filter(this::isPresent)
            .map(symbol -> symbol == null ? null : Membership.withoutMark(symbol))
            .toList();
    if (isAbsent(row.owner(), row.to()) || (symbols.isEmpty() && !row.allSymbols().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyDocument.Data(
            row.symbol() == null ? null : Membership.withoutMark(row.symbol()),
            row.symbols() == null || row.symbol() != null ? row.symbols() : symbols,
            row.owner(),
            without(dropped, row.to()),
            row.access()));
  }

  /** Whether it is there; what is not marked as optional is taken to be. */
  private boolean isPresent(String symbol) {
    final String plain = symbol == null ? null : Membership.withoutMark(symbol);
    return Objects.equals(plain, symbol)
        || inventory.symbols().contains(plain.substring(plain.indexOf(':') + 1));
  }

  private Optional<PolicyDocument.Memory> present(PolicyDocument.Memory row) {
    return isAbsent(row.owner(), row.to())
        ? Optional.empty()
        : Optional.of(
            new PolicyDocument.Memory(
                row.owner(), row.part(), without(dropped, row.to()), row.access()));
  }

  private Optional<PolicyDocument.Table> present(PolicyDocument.Table row) {
    if (dropped.contains(row.owner())) {
      return Optional.empty();
    }
    if (row.section() == null || !row.section().endsWith(Membership.OPTIONAL)) {
      return Optional.of(row);
    }
    final String section = Membership.withoutMark(row.section());
    return inventory.tables().contains(section)
        ? Optional.of(new PolicyDocument.Table(section, row.access(), row.owner()))
        : Optional.empty();
  }

  private boolean isAbsent(String owner, List<String> to) {
    return dropped.contains(owner)
        || (to != null && !to.isEmpty() && without(dropped, to).isEmpty());
  }

  private static Optional<String> isolatedHome(
      String component, Map<String, PolicyDocument.Cubicle> cubicles) {
    return cubicles.entrySet().stream()
        .filter(cubicle -> cubicle.getValue().components().contains(component))
        .filter(cubicle -> !"shared".equals(cubicle.getValue().kind()))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
