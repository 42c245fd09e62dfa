package dev.cubicle.trampolines.build.table;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.table.GatheredTable.Piece;
import dev.cubicle.trampolines.build.table.GatheredTable.Place;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.policy.Policy.TableAccess;
import dev.cubicle.trampolines.policy.Policy.TableRule;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Decides whose tables are: of the one cubicle that has to do with it, else readable for everyone
 * and written by nobody; or what the policy says.
 */
final class TablePlaces {
  private final Map<String, TableRule> rules = new LinkedHashMap<>();
  private final IntFunction<String> cubicleName;
  private final ToIntFunction<String> numbers;

  /**
   * @param cubicleName by number
   * @param numbers of cubicles by name
   */
  TablePlaces(
      List<TableRule> rules, IntFunction<String> cubicleName, ToIntFunction<String> numbers) {
    this.numbers = numbers;
    rules.forEach(rule -> this.rules.put(rule.section(), rule));
    this.cubicleName = cubicleName;
  }

  /**
   * Makes a table.
   *
   * @param names output sections that the policy may mean
   * @param strict whether sections that are flagged writable are refused where nobody could write
   *     them; scripts put many into tables that nobody writes
   */
  GatheredTable place(
      String name, Set<String> names, List<Piece> pieces, BitSet users, boolean strict)
      throws BadInputException {
    BitSet touching = (BitSet) users.clone();
    boolean writable = false;
    boolean code = false;
    boolean empty = true;
    int contributor = -1;
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Input(var unit, Section section)) {
        touching.set(unit.cubicle());
        contributor = contributor < 0 ? unit.cubicle() : contributor;
        writable |= section.has(Section.SHF_WRITE);
        code |= section.isCode();
        empty &= section.size() == 0;
      }
    }
    TableRule said = null;
    for (String section : names) {
      TableRule rule = rules.remove(section);
      said = rule == null ? said : rule;
    }
    Place place = said == null ? Place.CUBICLE : place(said.access());
    if (said == null && touching.cardinality() != 1) {
      place = Place.READ;
    }
    if (place != Place.READ && empty) {
      place = Place.READ;
    }
    if (code || (strict && writable && said == null && place != Place.CUBICLE)) {
      throw refused(name, touching, code);
    }
    int cubicle =
        switch (place) {
          case CUBICLE ->
              said == null
                  ? touching.nextSetBit(0)
                  : numbers.applyAsInt(said.owner().orElseThrow());
          case READ -> -1;
          case WRITE -> contributor;
        };
    return new GatheredTable(name, pieces, users, place, cubicle, writable);
  }

  private static Place place(TableAccess access) {
    return switch (access) {
      case READ -> Place.READ;
      case WRITE -> Place.WRITE;
      case OWNER -> Place.CUBICLE;
    };
  }

  /** What the policy says of tables that are not there. */
  List<String> doubts() {
    return rules.values().stream()
        .filter(rule -> !rule.optional())
        .map(TableRule::section)
        .map(section -> "the policy has a rule for table " + section + ", which is nowhere")
        .toList();
  }

  private BadInputException refused(String name, BitSet touching, boolean code) {
    String users = touching.stream().mapToObj(cubicleName).collect(Collectors.joining(", "));
    return new BadInputException(
        "section %s, which __start_%s refers to, %s, but cubicles %s use it: put them into one cubicle%s"
            .formatted(
                name,
                name,
                code ? "is code" : "is writable",
                users,
                code ? "" : ", or make the section read-only (const, and compiled without -fPIC)"));
  }
}
