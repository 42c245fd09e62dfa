package dev.cubicle.trampolines.policy;

import com.google.common.collect.Sets;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.policy.Policy.Kind;
import dev.cubicle.trampolines.policy.Policy.SharedData;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tables {@code [[data]]}. */
final class DataRules {

  private final List<PolicyDocument.Data> rows;
  private final List<Cubicle> cubicles;
  private final Values values;

  DataRules(List<PolicyDocument.Data> rows, List<Cubicle> cubicles, Values values) {
    this.rows = rows;
    this.cubicles = cubicles;
    this.values = values;
  }

  List<SharedData> read() throws BadInputException {
    final List<SharedData> all = new ArrayList<>();
    final List<Integer> entries = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (String symbol : symbols(rows.get(i), i)) {
        final SharedData data = data(symbol, rows.get(i), i);
        for (int j = 0; j < all.size(); j++) {
          if (contradict(all.get(j), data)) {
            throw values.at(
                "%s of cubicle %s is shared with the same cubicle by entry #%d already"
                    .formatted(data.symbol(), data.owner(), entries.get(j) + 1),
                "data",
                i);
          }
        }
        all.add(data);
        entries.add(i);
      }
    }
    return List.copyOf(all);
  }

  private List<String> symbols(PolicyDocument.Data row, int i) throws BadInputException {
    if (row.symbols() == null) {
      return List.of(values.variable(row.symbol(), "data", i, "symbol"));
    }
    if (row.symbol() != null || row.symbols().isEmpty()) {
      throw values.at(
          row.symbol() != null
              ? "there is symbol as well: put it into this list"
              : "of no symbols; name some",
          "data",
          i,
          "symbols");
    }
    final List<String> symbols = new ArrayList<>();
    for (String symbol : row.symbols()) {
      symbols.add(values.variable(symbol, "data", i, "symbols"));
    }
    return symbols;
  }

  private static boolean contradict(SharedData one, SharedData other) {
    return one.symbol().equals(other.symbol())
        && one.owner().equals(other.owner())
        && !Sets.intersection(one.to(), other.to()).isEmpty();
  }

  private SharedData data(String symbol, PolicyDocument.Data row, int i) throws BadInputException {
    final String owner = values.name(row.owner(), "data", i, "owner");
    final Cubicle home = values.cubicle(owner, cubicles, "data", i, "owner");
    if (home.kind() == Kind.SHARED) {
      throw values.at(
          "cubicle %s is shared: its data is everyone's without this".formatted(owner),
          "data",
          i,
          "owner");
    }
    final Sharing sharing =
        values.word(Sharing.class, row.access(), Sharing.READ, "data", i, "access");
    return new SharedData(symbol, owner, to(row, i, owner, sharing), sharing);
  }

  /** The cubicles that get it; all but the owner for {@code "*"}. */
  private Set<String> to(PolicyDocument.Data row, int i, String owner, Sharing sharing)
      throws BadInputException {
    final boolean all = sharing == Sharing.EVERYONE;
    if (all && row.to() != null && !row.to().equals(List.of(Values.ALL))) {
      throw values.at(
          "access = \"everyone\" gives it to all cubicles; leave \"to\" out, or give another access",
          "data",
          i,
          "to");
    }
    return values.receivers(all ? List.of(Values.ALL) : row.to(), owner, cubicles, "data", i, "to");
  }
}
