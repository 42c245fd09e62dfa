package dev.cubicle.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibrarySearchTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  @TempDir private Path directory;

  @BeforeEach
  void home() {
    environment.put("HOME", directory.resolve("home").toString());
  }

  @Test
  void everyPlaceYieldsToTheOneBeforeIt() throws IOException {
    Path system = file("usr/lib/libunicorn.so.2");
    assertEquals(system, find(NativeLibrary.UNICORN));

    Path home = file("home/.cache/cubicle/lib/libunicorn.so.2");
    assertEquals(home, find(NativeLibrary.UNICORN));

    Path xdg = file("xdg/cubicle/lib/libunicorn.so.2");
    environment.put("XDG_CACHE_HOME", directory.resolve("xdg").toString());
    assertEquals(xdg, find(NativeLibrary.UNICORN));

    Path cache = file("cache/lib/libunicorn.so.2");
    environment.put("CUBICLE_CACHE", directory.resolve("cache").toString());
    assertEquals(cache, find(NativeLibrary.UNICORN));

    Path variable = file("variable.so");
    environment.put("CUBICLE_UNICORN", variable.toString());
    assertEquals(variable, find(NativeLibrary.UNICORN));

    Path property = file("property.so");
    properties.put("cubicle.unicorn", property.toString());
    assertEquals(property, find(NativeLibrary.UNICORN));
  }

  @Test
  void newestCapstoneFirst() throws IOException {
    Path four = file("usr/lib/libcapstone.so.4");
    assertEquals(four, find(NativeLibrary.CAPSTONE));
    Path five = file("usr/lib/libcapstone.so.5");
    assertEquals(five, find(NativeLibrary.CAPSTONE));
  }

  @Test
  void blankVariablesCountAsUnset() throws IOException {
    Path home = file("home/.cache/cubicle/lib/libunicorn.so.2");
    environment.put("CUBICLE_UNICORN", "");
    environment.put("CUBICLE_CACHE", "");
    environment.put("XDG_CACHE_HOME", " ");
    assertEquals(home, find(NativeLibrary.UNICORN));
  }

  @Test
  void homeOfTheUserWithoutHomeVariable() throws IOException {
    Path home = file("home/.cache/cubicle/lib/libunicorn.so.2");
    properties.put("user.home", environment.remove("HOME"));
    assertEquals(home, find(NativeLibrary.UNICORN));
  }

  @Test
  void missingLibrarySaysHowToMendIt() {
    assertEquals(
        "libunicorn 2.1.1 or newer was not found: run ./cubicle setup, or name it in CUBICLE_UNICORN",
        refused(NativeLibrary.UNICORN));
    assertEquals(
        "libcapstone 4 or 5 was not found: run ./cubicle setup, or name it in CUBICLE_CAPSTONE",
        refused(NativeLibrary.CAPSTONE));
  }

  @Test
  void namedFileThatIsMissingIsNotPassedOver() throws IOException {
    file("usr/lib/libunicorn.so.2");
    Path absent = directory.resolve("absent.so");
    environment.put("CUBICLE_UNICORN", absent.toString());
    assertEquals(
        "CUBICLE_UNICORN names " + absent + ", which is not a file: correct it or leave it unset",
        refused(NativeLibrary.UNICORN));
  }

  @Test
  void directoryIsNotALibrary() throws IOException {
    Files.createDirectories(directory.resolve("usr/lib/libunicorn.so.2"));
    assertTrue(refused(NativeLibrary.UNICORN).contains("was not found"));
  }

  @Test
  void nameThatIsNoPath() {
    properties.put("cubicle.unicorn", "a\0b");
    assertTrue(refused(NativeLibrary.UNICORN).startsWith("cubicle.unicorn is not a path: "));
  }

  private Path find(NativeLibrary library) {
    return new LibrarySearch(
            properties::get, environment::get, List.of(directory.resolve("usr", "lib")))
        .find(library);
  }

  private String refused(NativeLibrary library) {
    return assertThrows(NativeLibraryException.class, () -> find(library)).getMessage();
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
