package dev.cubicle.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorObjectsTest {

  @Test
  void objectsAloneByName(@TempDir Path directory) throws IOException {
    for (String name : List.of("window.o", "boot.o", "boot.d", "gate.o")) {
      Files.writeString(directory.resolve(name), "");
    }
    assertEquals(
        List.of("boot.o", "gate.o", "window.o"),
        new MonitorObjects(directory)
            .files().stream().map(file -> file.getFileName().toString()).toList());
  }

  @Test
  void noneAtAll(@TempDir Path directory) {
    final Path gone = directory.resolve("monitor");
    final String message =
        assertThrows(IllegalStateException.class, () -> new MonitorObjects(gone).files())
            .getMessage();
    assertEquals("the monitor is not built (looked in " + gone + "); run ./cubicle setup", message);
  }
}
