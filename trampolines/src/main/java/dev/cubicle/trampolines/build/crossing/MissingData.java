package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.build.link.Target.Kind;
import dev.cubicle.trampolines.object.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** References to data of other cubicles that the policy does not allow. */
final class MissingData {
  /** Stands for all cubicles in a policy. */
  private static final String ALL = "*";

  private static final int MOST_NAMED = 20;

  private final CubicleTable cubicles;
  private final LinkedHashMap<Definition, Set<String>> users = new LinkedHashMap<>();

  /** The first reference that was found, in words. */
  private String first = "";

  MissingData(CubicleTable cubicles) {
    this.cubicles = cubicles;
  }

  void add(LinkUnit from, Definition data) {
    if (users.isEmpty()) {
      first =
          "%s of cubicle %s refers to %s, data of cubicle %s (%s)"
              .formatted(
                  from.shortName(),
                  cubicles.name(from.cubicle()),
                  data.name(),
                  cubicles.name(data.cubicle()),
                  data.unit().shortName());
    }
    users
        .computeIfAbsent(data, d -> new TreeSet<>())
        .add(cubicles.isShared(from.cubicle()) ? ALL : cubicles.name(from.cubicle()));
  }

  /** All of them. */
  List<BareReference> all() {
    return users.keySet().stream()
        .map(
            data ->
                new BareReference(
                    data.name(),
                    cubicles.name(data.cubicle()),
                    List.copyOf(to(data)),
                    isThreadLocal(data)))
        .toList();
  }

  /**
   * @throws BadInputException if there is any, with what would allow all of it
   */
  void refuse() throws BadInputException {
    if (users.isEmpty()) {
      return;
    }
    if (users.size() == 1) {
      throw new BadInputException(first + "; " + allowed(users.firstEntry().getKey()), remedy());
    }
    List<String> others = users.keySet().stream().skip(1).map(Definition::name).toList();
    String names = others.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = others.size() - MOST_NAMED;
    throw new BadInputException(
        "%s; so it is with %s%s; %s"
            .formatted(
                first,
                names,
                more > 0 ? " and %d more".formatted(more) : "",
                allowed(users.firstEntry().getKey())),
        remedy());
  }

  private String allowed(Definition data) {
    return isThreadLocal(data)
        ? "the policy can allow it: [[memory]] %s; or put its component into a shared cubicle"
            .formatted(String.join(", ", memory(data.cubicle(), to(data))))
        : "the policy can allow it: [[data]] " + String.join(", ", keys(data));
  }

  /** All that the policy lacks. */
  private String remedy() {
    StringBuilder text = new StringBuilder();
    Map<Integer, Set<String>> threadLocal = new TreeMap<>();
    for (Definition data : users.keySet()) {
      if (isThreadLocal(data)) {
        threadLocal.computeIfAbsent(data.cubicle(), c -> new TreeSet<>()).addAll(to(data));
      } else {
        text.append("[[data]]\n").append(String.join("\n", keys(data))).append("\n\n");
      }
    }
    threadLocal.forEach(
        (owner, to) ->
            text.append("[[memory]]\n")
                .append(String.join("\n", memory(owner, to)))
                .append("\n\n"));
    return text.toString();
  }

  private Set<String> to(Definition data) {
    return users.get(data).contains(ALL) ? Set.of(ALL) : users.get(data);
  }

  private List<String> keys(Definition data) {
    return List.of(
        "symbol = \"%s\"".formatted(data.name()),
        "owner = \"%s\"".formatted(cubicles.name(data.cubicle())),
        "to = " + list(to(data)),
        "access = \"%s\"".formatted(isConstant(data) ? "read" : "write"));
  }

  private List<String> memory(int owner, Set<String> to) {
    return List.of(
        "owner = \"%s\"".formatted(cubicles.name(owner)),
        "part = \"thread-local\"",
        "to = " + list(to.contains(ALL) ? Set.of(ALL) : to),
        "access = \"write\"");
  }

  private static String list(Set<String> names) {
    return names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  private static boolean isThreadLocal(Definition data) {
    return data.kind() == Kind.THREAD_LOCAL;
  }

  private static boolean isConstant(Definition data) {
    return data.symbol().isInSection() && !data.section().has(Section.SHF_WRITE);
  }
}
