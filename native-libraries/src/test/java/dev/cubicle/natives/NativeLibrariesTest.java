package dev.cubicle.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
  void libraryCutShortIsOneClearLine(@TempDir Path directory) throws IOException {
    byte[] whole = Files.readAllBytes(NativeLibraries.capstone());
    for (int size : new int[] {4, 63, 4096, whole.length - 1}) {
      Path cut = Files.write(directory.resolve("cut.so"), Arrays.copyOf(whole, size));
      assertEquals(
          cut + " is cut short: delete it and run ./cubicle setup", refused(cut), () -> "" + size);
    }
  }

  @Test
  void sectionTableBeyondAnyFileIsCutShort(@TempDir Path directory) throws IOException {
    byte[] bytes = Files.readAllBytes(NativeLibraries.capstone());
    Arrays.fill(bytes, 0x28, 0x30, (byte) 0xff); // e_shoff
    Path file = Files.write(directory.resolve("absurd.so"), bytes);
    assertTrue(refused(file).startsWith(file + " is cut short"));
  }

  @Test
  void libraryForAnotherProcessorIsOneClearLine(@TempDir Path directory) throws IOException {
    byte[] bytes = Files.readAllBytes(NativeLibraries.capstone());
    bytes[0x12] = 0x2a; // e_machine: SuperH
    Path foreign = Files.write(directory.resolve("foreign.so"), bytes);
    assertTrue(refused(foreign).startsWith(foreign + " cannot be loaded"));
  }

  @Test
  void missingFileIsOneClearLine(@TempDir Path directory) {
    Path absent = directory.resolve("absent.so");
    assertTrue(refused(absent).startsWith(absent + " cannot be read"));
  }

  private static String refused(Path library) {
    try (Arena arena = Arena.ofConfined()) {
      String message =
          assertThrows(NativeLibraryException.class, () -> NativeLibraries.open(library, arena))
              .getMessage();
      assertEquals(1, message.lines().count(), message);
      return message;
    }
  }
}
