package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Policy.TableAccess;
import dev.cubicle.trampolines.policy.Policy.TableRule;
import dev.cubicle.trampolines.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The key {@code linker-scripts} and the tables {@code [[tables]]}. */
final class TableRules {

  /** What can be written in a linker script without meaning anything else. */
  private static final Pattern SECTION = Pattern.compile("[A-Za-z_.$][A-Za-z0-9_.$~-]{0,1023}");

  private TableRules() {}

  static List<Path> scripts(Path policy, List<String> patterns, Values values)
      throws BadInputException {
    final Set<Path> files = new LinkedHashSet<>();
    for (String pattern : patterns) {
      try {
        files.addAll(
            FilePattern.expand(policy.toAbsolutePath().getParent(), String.valueOf(pattern)));
      } catch (BadInputException e) {
        throw values.at(e.getMessage(), "linker-scripts");
      }
    }
    return List.copyOf(files);
  }

  static List<TableRule> tables(List<PolicyDocument.Table> rows, Values values)
      throws BadInputException {
    final List<TableRule> rules = new ArrayList<>();
    final Set<String> sections = new LinkedHashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      final String section = rows.get(i).section();
      if (section == null || !SECTION.matcher(section).matches()) {
        throw values.at(
            section == null
                ? "the key is missing"
                : Quoted.of(section) + " is not the name of a section",
            "tables",
            i,
            "section");
      }
      if (!sections.add(section)) {
        throw values.at("there is an entry for it already", "tables", i, "section");
      }
      if (rows.get(i).access() == null) {
        throw values.at("the key is missing: read or write", "tables", i, "access");
      }
      rules.add(
          new TableRule(
              section,
              values.word(
                  TableAccess.class,
                  rows.get(i).access(),
                  TableAccess.READ,
                  "tables",
                  i,
                  "access")));
    }
    return List.copyOf(rules);
  }
}
