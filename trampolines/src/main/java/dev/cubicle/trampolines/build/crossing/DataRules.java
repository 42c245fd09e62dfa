package dev.cubicle.trampolines.build.crossing;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.build.link.Target.Kind;
import dev.cubicle.trampolines.build.table.Tables;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.Policy.SharedData;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.util.ArrayList;
import java.util.List;

/** What the policy says of data that several cubicles use. */
final class DataRules {
  private final CubicleTable cubicles;
  private final OpenMemory memory;
  private final Tables tables;
  private final MissingData missing;
  private final boolean lenient;
  private final ListMultimap<Definition, DataGrant> grants =
      MultimapBuilder.linkedHashKeys().arrayListValues().build();

  /**
   * @param lenient whether references without a rule are let through, and remembered
   * @throws BadInputException if the policy speaks of data that is not there or cannot be shared
   */
  DataRules(
      CubicleTable cubicles, Resolution resolution, Policy policy, Tables tables, boolean lenient)
      throws BadInputException {
    this.cubicles = cubicles;
    this.lenient = lenient;
    this.memory = new OpenMemory(cubicles, policy.memory());
    this.tables = tables;
    this.missing = new MissingData(cubicles);
    for (SharedData rule : policy.data()) {
      for (Definition definition : find(resolution, rule)) {
        grants.put(definition, grant(definition, rule));
      }
    }
  }

  List<DataGrant> grants() {
    return List.copyOf(grants.values());
  }

  /** References that have no rule and were let through. */
  List<BareReference> bare() {
    return missing.all();
  }

  private List<Definition> find(Resolution resolution, SharedData rule) throws BadInputException {
    List<Definition> found = new ArrayList<>();
    for (LinkUnit unit : resolution.units()) {
      if (cubicles.name(unit.cubicle()).equals(rule.owner())) {
        unit.object()
            .symbol(rule.symbol())
            .filter(s -> resolution.wins(unit, s))
            .ifPresent(s -> found.add(new Definition(unit, s)));
      }
    }
    if (!found.isEmpty()) {
      return found;
    }
    return switch (new LocalData(resolution, cubicles.number(rule.owner())).find(rule.symbol())) {
      case LocalData.One(Definition definition) -> List.of(definition);
      case LocalData.Several(String shown) ->
          throw new BadInputException(
              "the policy shares %s of cubicle %s, which has several: say which, with the file or the"
                      .formatted(rule.symbol(), rule.owner())
                  + " number, of "
                  + shown);
      case LocalData.None() ->
          throw new BadInputException(
              "the policy shares %s of cubicle %s, which defines no such data"
                  .formatted(rule.symbol(), rule.owner()));
    };
  }

  private DataGrant grant(Definition data, SharedData rule) throws BadInputException {
    String refusal =
        switch (data.kind()) {
          case FUNCTION -> "it is a function";
          case NUMBER -> "it is a number without memory";
          case THREAD_LOCAL ->
              "it is thread-local: share all that it has ([[memory]] part = \"thread-local\"), or move it to"
                  + " a component of a shared cubicle";
          case DATA ->
              data.symbol().isCommon() && rule.sharing() == Sharing.EVERYONE
                  ? "it is a common symbol: compile its component with -fno-common"
                  : "";
        };
    boolean named = data.kind() == Kind.THREAD_LOCAL && rule.sharing() == Sharing.NONE;
    if (!refusal.isEmpty() && !named) {
      throw new BadInputException(
          "the policy shares %s of cubicle %s, but %s"
              .formatted(rule.symbol(), rule.owner(), refusal));
    }
    return new DataGrant(data, rule.sharing(), isAlone(data), cubicles.numbers(rule.to()));
  }

  /** Whether nothing else is in the section, so that it can have pages of its own. */
  private static boolean isAlone(Definition data) {
    if (!data.symbol().isInSection() || data.section().has(Section.SHF_MERGE)) {
      return false;
    }
    return data.unit().object().symbols().stream()
        .filter(s -> s.isInSection() && s.section() == data.symbol().section())
        .filter(s -> s.type() != Symbol.Type.SECTION)
        .allMatch(s -> s.value() == data.symbol().value());
  }

  /** Checks that an object may refer to data; {@link #refuse} complains if not. */
  void check(LinkUnit from, Definition data) {
    int user = from.cubicle();
    int owner =
        data.symbol().isInSection() ? tables.cubicle(data.unit(), data.section()) : data.cubicle();
    if (user == owner
        || data.kind() == Kind.NUMBER
        || cubicles.isShared(owner)
        || (data.symbol().isInSection() && tables.open(data.unit(), data.section()))
        || cubicles.kind(user) == Policy.Kind.TRUSTED) {
      return;
    }
    boolean covered =
        cubicles.runningAs(user).stream()
            .allMatch(n -> n == 0 || n == owner || cubicles.isShared(n) || may(n, data));
    if (!covered) {
      missing.add(from, data);
    }
  }

  private boolean may(int user, Definition data) {
    return grants.get(data).stream()
            .anyMatch(grant -> grant.sharing() == Sharing.EVERYONE || grant.to().get(user))
        || memory.holds(user, data);
  }

  /**
   * Complains of all references that may not be.
   *
   * @throws BadInputException if there are any, with what would allow them
   */
  void refuse() throws BadInputException {
    if (!lenient) {
      missing.refuse();
    }
  }
}
