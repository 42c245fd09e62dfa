package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Inventory.Addition;
import dev.cubicle.trampolines.policy.Inventory.Found;
import dev.cubicle.trampolines.text.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the components found live in which cubicle of a policy: those that it names, then those
 * of the groups that it names, then, in the cubicle with {@code "*"}, the rest.
 */
final class Membership {

  static final String OPTIONAL = "?";

  private static final String GROUP = "@";
  private static final String REST = "*";

  private final Map<String, PolicyDocument.Cubicle> rows;
  private final Set<String> own;
  private final Inventory inventory;
  private final Values values;

  /** Where every component is: the name of its cubicle. */
  private final Map<String, String> homes = new HashMap<>();

  /**
   * @param own components that the policy or the command line names files of
   */
  Membership(
      Map<String, PolicyDocument.Cubicle> rows,
      Set<String> own,
      Inventory inventory,
      Values values) {
    this.rows = rows;
    this.own = own;
    this.inventory = inventory;
    this.values = values;
  }

  /** The components of every cubicle, in link order where a group says which; some may be empty. */
  Map<String, List<String>> find() throws BadInputException {
    final Set<String> named = namedByRows();
    final Map<String, Set<String>> members = new LinkedHashMap<>();
    for (String cubicle : rows.keySet()) {
      final Set<String> names = new LinkedHashSet<>();
      for (String entry : entries(cubicle)) {
        names.addAll(members(cubicle, entry, named));
      }
      names.forEach(name -> homes.putIfAbsent(name, cubicle));
      members.put(cubicle, names);
    }
    final String rest = cubicleOfRest();
    final List<String> missing = new ArrayList<>();
    for (Found found : inventory.found()) {
      if (homes.containsKey(found.name())) {
        continue;
      }
      if (rest == null && found.empty() && !homes.isEmpty()) {
        members.get(homes.get(firstPlaced())).add(found.name());
      } else if (rest == null) {
        missing.add(found.name());
      } else {
        members.get(rest).add(found.name());
        homes.put(found.name(), rest);
      }
    }
    if (!missing.isEmpty()) {
      throw values.at(
          "no cubicle takes %s of %s; name them, or write \"*\" among the components of one cubicle"
              .formatted(String.join(", ", missing), inventory.origin()),
          "cubicles");
    }
    final Map<String, List<String>> lists = new LinkedHashMap<>();
    add(members);
    members.forEach((cubicle, names) -> lists.put(cubicle, List.copyOf(names)));
    return lists;
  }

  /** The components whose home the policy does not name, where they belong. */
  private void add(Map<String, Set<String>> members) {
    for (Addition addition : inventory.wanted()) {
      final String home = addition.beside().map(homes::get).orElse(null);
      if (home != null && !homes.containsKey(addition.name())) {
        members.get(home).add(addition.name());
      }
    }
  }

  /** The first component that has a home: where those may be that nobody needs. */
  private String firstPlaced() {
    return inventory.found().stream()
        .map(Found::name)
        .filter(homes::containsKey)
        .findFirst()
        .orElseGet(() -> homes.keySet().iterator().next());
  }

  private List<String> entries(String cubicle) {
    final List<String> entries = rows.get(cubicle).components();
    return entries == null ? List.of(cubicle) : entries;
  }

  /** What rows name one by one: groups and the rest do without them. */
  private Set<String> namedByRows() throws BadInputException {
    final Set<String> named = new HashSet<>();
    for (String cubicle : rows.keySet()) {
      for (String entry : entries(cubicle)) {
        if (entry == null) {
          throw values.at("expected text in quotes", "cubicles", cubicle, "components");
        }
        named.add(withoutMark(entry));
      }
    }
    return named;
  }

  static String withoutMark(String entry) {
    return entry.endsWith(OPTIONAL) ? entry.substring(0, entry.length() - 1) : entry;
  }

  private List<String> members(String cubicle, String entry, Set<String> named)
      throws BadInputException {
    final String name = withoutMark(entry);
    if (name.equals(REST)) {
      return List.of();
    }
    if (name.startsWith(GROUP)) {
      return group(cubicle, name.substring(1), named);
    }
    final boolean known =
        inventory.has(name)
            || own.contains(name)
            || inventory.wanted().stream().anyMatch(addition -> addition.name().equals(name));
    if (!known && entry.endsWith(OPTIONAL)) {
      return List.of();
    }
    if (!known) {
      throw values.at(
          "%s has no library %s%s"
              .formatted(
                  inventory.origin(),
                  Quoted.of(name),
                  Values.nearest(name, inventory.found().stream().map(Found::name).toList())),
          "cubicles",
          cubicle,
          "components");
    }
    final String other = homes.get(name);
    if (other != null) {
      throw values.at(
          "component %s is in cubicle %s already; a component lives in one cubicle"
              .formatted(name, other),
          "cubicles",
          cubicle,
          "components");
    }
    return List.of(name);
  }

  private List<String> group(String cubicle, String group, Set<String> named)
      throws BadInputException {
    final List<String> members = inventory.groups().get(group);
    if (members == null) {
      throw values.at(
          "there is no group %s%s"
              .formatted(
                  Quoted.of(GROUP + group),
                  Values.nearest(
                      GROUP + group,
                      inventory.groups().keySet().stream().map(GROUP::concat).sorted().toList())),
          "cubicles",
          cubicle,
          "components");
    }
    return members.stream()
        .filter(name -> !named.contains(name) && !homes.containsKey(name))
        .toList();
  }

  private String cubicleOfRest() throws BadInputException {
    String rest = null;
    for (String cubicle : rows.keySet()) {
      if (entries(cubicle).contains(REST)) {
        if (rest != null) {
          throw values.at(
              "cubicle %s takes the rest (\"*\") already".formatted(rest),
              "cubicles",
              cubicle,
              "components");
        }
        rest = cubicle;
      }
    }
    return rest;
  }
}
