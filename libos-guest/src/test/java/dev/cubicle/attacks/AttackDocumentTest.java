package dev.cubicle.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cubicle.attacks.catalogue.AttackCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/attacks.md lists the catalogue as it is. */
class AttackDocumentTest {

  private static final Path DOCUMENT = Path.of("../docs/attacks.md");

  @Test
  void namesAreUnique() {
    final List<String> names = AttackCatalogue.attacks().stream().map(Attack::name).toList();
    assertEquals(List.copyOf(new LinkedHashSet<>(names)), names);
    assertFalse(names.isEmpty());
  }

  /** The tables in the document, one for each group, and those of the catalogue. */
  @Test
  void documentListsTheCatalogue() throws IOException {
    final String tables =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("### ") || line.startsWith("|"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertEquals(tables(), tables);
  }

  private static String tables() {
    final StringBuilder text = new StringBuilder();
    for (Attack.Group group : Attack.Group.values()) {
      text.append("### %s\n".formatted(group.title()));
      text.append("| attack | what is tried | stopped by | works with |\n");
      text.append("| --- | --- | --- | --- |\n");
      AttackCatalogue.attacks().stream()
          .filter(attack -> attack.group() == group)
          .forEach(attack -> text.append(row(attack)));
    }
    return text.toString();
  }

  private static String row(Attack attack) {
    return "| `%s` | %s | %s | %s%s |\n"
        .formatted(
            attack.name(),
            attack.description(),
            attack.expected().text(),
            attack.defended().missingIn(attack.control()),
            attack.untried().map(why -> "; not tried in the emulator: " + why).orElse(""));
  }
}
