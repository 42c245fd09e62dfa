package dev.cubicle.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibrariesTest {
  @Test
  void bothLibrariesOfThisMachineLoad() {
    try (Arena arena = Arena.ofConfined()) {
      assertTrue(NativeLibraries.open(NativeLibraries.unicorn(), arena).find("uc_ctl").isPresent());
      assertTrue(
          NativeLibraries.open(NativeLibraries.capstone(), arena).find("cs_open").isPresent());
    }
  }

  @Test
  void fileThatIsNoLibraryIsOneClearLine(@TempDir Path directory) throws IOException {
    Path text = Files.writeString(directory.resolve("text.so"), "not a library\n");
    try (Arena arena = Arena.ofConfined()) {
      var refused =
          assertThrows(NativeLibraryException.class, () -> NativeLibraries.open(text, arena));
      assertTrue(refused.getMessage().startsWith(text + " cannot be loaded"));
      assertEquals(1, refused.getMessage().lines().count());
    }
  }
}
