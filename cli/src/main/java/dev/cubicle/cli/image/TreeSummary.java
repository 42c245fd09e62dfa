package dev.cubicle.cli.image;

import static dev.cubicle.cli.image.BuildSummary.line;
import static dev.cubicle.cli.image.BuildSummary.plural;
import static dev.cubicle.cli.image.BuildSummary.some;

import dev.cubicle.trampolines.build.BuildResult;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.unikraft.TreeContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What became of a build tree, on one screen: who is isolated, and what is not, and why. */
final class TreeSummary {

  private final TreeContents tree;
  private final BuildResult result;
  private final StringBuilder text = new StringBuilder();

  private TreeSummary(TreeContents tree, BuildResult result) {
    this.tree = tree;
    this.result = result;
  }

  static String of(TreeContents tree, BuildResult result) {
    return new TreeSummary(tree, result).write();
  }

  private String write() {
    line(
        text,
        "%s: %,d KiB. %s of %s%s, policy %s",
        result.image(),
        (result.size() + 1023) >> 10,
        libraries(tree.libraries()),
        tree.image(),
        tree.version().map(version -> " (Unikraft " + version + ")").orElse(""),
        tree.policy());
    tree.homes().forEach(this::home);
    BuildSummary.code(text, result);
    tables();
    if (!tree.headersOnly().isEmpty()) {
      line(text, "Merged, as they hold nothing: %s", some(tree.headersOnly()));
    }
    openings();
    return text.toString();
  }

  private static String libraries(int count) {
    return count == 1 ? "1 library" : count + " libraries";
  }

  private void home(TreeContents.Home home) {
    final List<String> parts = new ArrayList<>();
    if (!home.libraries().isEmpty()) {
      parts.add(some(home.libraries()) + (home.libraries().size() > 5 ? rest(home) : ""));
    }
    if (!home.added().isEmpty()) {
      parts.add("added: " + String.join(", ", home.added()));
    }
    line(
        text,
        "  %-16s %-9s %s",
        home.cubicle(),
        home.kind().name().toLowerCase(Locale.ROOT),
        String.join("; ", parts));
  }

  private static String rest(TreeContents.Home home) {
    return " (%d)".formatted(home.libraries().size());
  }

  private void tables() {
    tables("everyone may read and write", BuildResult.Table::open);
    tables("everyone may read", table -> !table.open() && table.cubicle().isEmpty());
    tables("within one cubicle", table -> !table.open() && table.cubicle().isPresent());
  }

  private void tables(String who, Predicate<BuildResult.Table> which) {
    final List<String> names =
        result.tables().stream().filter(which).map(BuildResult.Table::section).distinct().toList();
    if (!names.isEmpty()) {
      line(text, "Tables, %s: %s", who, some(names));
    }
  }

  /** What others can reach, and why. */
  private void openings() {
    line(text, "Not isolated:");
    if (!tree.sharedData().isEmpty()) {
      line(
          text,
          "  writable data of shared libraries, which run as their callers: %s",
          tree.sharedData().entrySet().stream()
              .map(data -> "%s %,d KiB".formatted(data.getKey(), (data.getValue() + 1023) >> 10))
              .collect(Collectors.joining(", ")));
    }
    line(text, "  the thread control block, a page of every thread, which the C library shares");
    if (!result.grants().isEmpty()) {
      final long beside =
          result.grants().stream().flatMap(grant -> grant.others().stream()).distinct().count();
      line(
          text,
          "  %s that others use%s: %s",
          plural(result.grants().size(), "data symbol"),
          beside == 0 ? "" : ", with %,d more on the same pages".formatted(beside),
          some(result.grants().stream().map(g -> g.symbol() + " of " + g.owner()).toList()));
    }
    for (Policy.SharedMemory memory : tree.memory()) {
      line(
          text,
          "  %s of %s: %s may %s all of it ([[memory]] of the policy)",
          memory.part().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          memory.owner(),
          some(List.copyOf(memory.to())),
          memory.write() ? "write" : "read");
    }
    if (!tree.withoutDebug().isEmpty()) {
      line(
          text,
          "  calls of libraries without debug information pass all registers: %s",
          some(tree.withoutDebug()));
    }
  }
}
