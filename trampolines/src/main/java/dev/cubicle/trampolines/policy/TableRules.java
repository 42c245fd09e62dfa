package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.policy.Policy.TableAccess;
import dev.cubicle.trampolines.policy.Policy.TableRule;
import dev.cubicle.trampolines.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

  static List<TableRule> tables(
      List<PolicyDocument.Table> rows, List<Cubicle> cubicles, Values values)
      throws BadInputException {
    final List<TableRule> rules = new ArrayList<>();
    final Set<String> sections = new LinkedHashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      final TableRule rule = rule(rows.get(i), i, cubicles, values);
      if (!sections.add(rule.section())) {
        throw values.at("there is an entry for it already", "tables", i, "section");
      }
      rules.add(rule);
    }
    return List.copyOf(rules);
  }

  private static TableRule rule(
      PolicyDocument.Table row, int i, List<Cubicle> cubicles, Values values)
      throws BadInputException {
    final String written = row.section() == null ? "" : row.section();
    final boolean optional = written.endsWith("?");
    final String section = optional ? written.substring(0, written.length() - 1) : written;
    if (!SECTION.matcher(section).matches()) {
      throw values.at(
          row.section() == null
              ? "the key is missing"
              : Quoted.of(written) + " is not the name of a section",
          "tables",
          i,
          "section");
    }
    if ((row.access() == null) == (row.owner() == null)) {
      throw values.at(
          "either access, read or write, or an owner has to be given", "tables", i, "access");
    }
    if (row.owner() != null) {
      values.cubicle(row.owner(), cubicles, "tables", i, "owner");
      return new TableRule(section, TableAccess.OWNER, Optional.of(row.owner()), optional);
    }
    final TableAccess access =
        values.word(TableAccess.class, row.access(), TableAccess.READ, "tables", i, "access");
    if (access == TableAccess.OWNER) {
      throw values.at("whose? Write owner = \"CUBICLE\" instead", "tables", i, "access");
    }
    return new TableRule(section, access, Optional.empty(), optional);
  }
}
