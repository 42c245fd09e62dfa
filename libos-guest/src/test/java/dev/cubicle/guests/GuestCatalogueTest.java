package dev.cubicle.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuestCatalogueTest {

  private final GuestCatalogue catalogue = GuestCatalogue.installed();

  private Set<String> catalogued() {
    return catalogue.guests().stream()
        .flatMap(guest -> guest.imageNames().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void namesWhatTheMakefileBuildsAndNothingElse() throws IOException, InterruptedException {
    Process make =
        new ProcessBuilder(
                "make", "--silent", "--directory=" + System.getProperty("guest.sources"), "list")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, make.waitFor());
    assertEquals(new TreeSet<>(output.lines().toList()), catalogued());
  }

  @Test
  void everyImageIsAStaticX86Executable() throws IOException {
    for (String name : catalogued()) {
      byte[] header = new byte[20];
      try (var in = Files.newInputStream(catalogue.image(name).orElseThrow())) {
        assertEquals(header.length, in.readNBytes(header, 0, header.length));
      }
      assertEquals("\177ELF\2\1", new String(header, 0, 6, StandardCharsets.ISO_8859_1), name);
      // e_type: ET_EXEC or ET_DYN; e_machine: EM_X86_64.
      assertEquals(name.endsWith(Build.PIE.suffix()) ? 3 : 2, header[16], name);
      assertEquals(62, header[18], name);
    }
  }

  @Test
  void knowsNoOtherNames() {
    assertEquals(Optional.empty(), catalogue.image("no-such-guest"));
    assertEquals(Optional.empty(), catalogue.image("../guests/hello"));
    assertEquals(Optional.empty(), catalogue.image(""));
  }

  @Test
  void saysWhatToDoAboutAGuestThatWasNotBuilt(@TempDir Path empty) {
    var exception =
        assertThrows(IllegalStateException.class, () -> new GuestCatalogue(empty).image("hello"));
    assertTrue(exception.getMessage().contains("./cubicle setup"), exception.getMessage());
  }
}
