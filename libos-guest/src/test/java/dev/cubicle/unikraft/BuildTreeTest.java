package dev.cubicle.unikraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Build directories: whole, moved, damaged, and what is none. */
class BuildTreeTest {

  private static final String NAME = "my_linuxu-x86_64";

  @TempDir private Path home;
  private Path tree;

  @BeforeEach
  void tree() throws IOException, InterruptedException {
    tree = Files.createDirectories(home.resolve("build tree"));
    compile("liblinuxuplat", "void ukboot(void); void entry(void) { ukboot(); }");
    compile("libukboot", "int main(void); void ukboot(void) { main(); }");
    compile("libukboot_main", "__attribute__((weak)) int main(void) { return 0; }");
    compile("appmy", "int engine(void); int main(void) { return engine(); }");
    compile("libengine", "int part(void); int engine(void) { return part(); }");
    compile("libpart", "int part(void) { return 1; }");
    compile("lib9pfs", "int nine;");
    compile("libukbits", "static int unused __attribute__((unused));");
    Files.createDirectories(tree.resolve("liblinuxuplat"));
    Files.writeString(tree.resolve("liblinuxuplat/link64.lds"), "SECTIONS { } INSERT BEFORE .data");
    Files.writeString(home.resolve("extra.ld"), "SECTIONS { } INSERT AFTER .rodata");
    Files.writeString(tree.resolve("config"), "CONFIG_UK_FULLVERSION=\"0.16.3~x\"\n");
    record(NAME, command(tree));
  }

  private void compile(String library, String source) throws IOException, InterruptedException {
    final Path file = home.resolve("source.c");
    Files.writeString(file, source);
    final Process process =
        new ProcessBuilder(
                "gcc",
                "-c",
                "-g",
                "-O1",
                "-o",
                tree.resolve(library + ".o").toString(),
                file.toString())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
  }

  private static String command(Path tree) {
    return "\"\"gcc -nostdlib -Wl,-e,start '%1$s/liblinuxuplat.o' '%1$s/appmy.o' '%1$s/libengine.o'"
            .formatted(tree)
        + " '%1$s/libpart.o' '%1$s/libukboot.o' '%1$s/libukboot_main.o' '%1$s/lib9pfs.o'"
            .formatted(tree)
        + " '%1$s/libukbits.o' '-Wl,-T,%1$s/liblinuxuplat/link64.lds' '-Wl,-T,%2$s/extra.ld' -o '%1$s/my_linuxu-x86_64.dbg'"
            .formatted(tree, tree.getParent());
  }

  private void record(String name, String command) throws IOException {
    Files.writeString(tree.resolve(name + ".dbg.cmd"), command);
  }

  private BuildTree read() throws BadInputException {
    return BuildTree.read(tree, Optional.empty());
  }

  private String refusal() {
    final String message = assertThrows(BadInputException.class, this::read).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static List<String> names(BuildTree tree) {
    return tree.libraries().stream().map(Library::name).toList();
  }

  @Test
  void whatTheLinkTook() throws BadInputException {
    final BuildTree read = read();
    assertEquals("my", read.image());
    assertEquals(
        List.of(
            "linuxuplat", "appmy", "engine", "part", "ukboot", "ukboot_main", "lib9pfs", "ukbits"),
        names(read));
    assertEquals(
        List.of(tree.resolve("liblinuxuplat/link64.lds"), home.resolve("extra.ld")),
        read.scripts());
    assertEquals(Optional.of("0.16.3~x"), read.version());
    assertEquals(List.of(), read.notes());
    assertTrue(read.library("ukbits").orElseThrow().empty());
    assertFalse(read.library("lib9pfs").orElseThrow().empty());
  }

  @Test
  void theApplicationIsWhatItAloneUses() throws BadInputException {
    final BuildTree read = read();
    assertEquals("appmy", Groups.main(read).orElseThrow().name());
    assertEquals(
        Map.of("application", List.of("appmy", "engine", "part"), "libc", List.of()),
        Groups.of(read));
  }

  @Test
  void aMovedTree() throws IOException, BadInputException {
    final Path elsewhere = Files.createDirectories(home.resolve("moved/to"));
    Files.move(tree, elsewhere.resolve("here"));
    Files.move(home.resolve("extra.ld"), elsewhere.resolve("extra.ld"));
    tree = elsewhere.resolve("here");
    final BuildTree read = read();
    assertEquals(8, read.libraries().size());
    assertEquals(
        List.of(tree.resolve("liblinuxuplat/link64.lds"), elsewhere.resolve("extra.ld")),
        read.scripts());
  }

  /** A copy is read, though the place that its command names exists as well. */
  @Test
  void aCopy() throws IOException, BadInputException, InterruptedException {
    final Path original = tree;
    tree = Files.createDirectories(home.resolve("copy"));
    Files.writeString(tree.resolve(NAME + ".dbg.cmd"), command(original));
    assertTrue(refusal().contains("liblinuxuplat.o\" of the link command is missing"), refusal());
  }

  @Test
  void severalImages() throws IOException, BadInputException {
    record("other_linuxu-x86_64", command(tree));
    record("third_qemu-x86_64", command(tree));
    assertTrue(
        refusal()
            .endsWith(
                "holds several images; there are my, other: choose one with"
                    + " --application NAME"),
        refusal());
    assertEquals("other", BuildTree.read(tree, Optional.of("other")).image());
    final String wrong =
        assertThrows(BadInputException.class, () -> BuildTree.read(tree, Optional.of("third")))
            .getMessage();
    assertTrue(wrong.endsWith("holds no image \"third\"; there are my, other"), wrong);
  }

  @Test
  void anotherPlatform() throws IOException {
    Files.move(tree.resolve(NAME + ".dbg.cmd"), tree.resolve("my_qemu-arm64.dbg.cmd"));
    assertTrue(refusal().contains("built for qemu-arm64; cubicles need the platform linuxu"));
  }

  @Test
  void missingAndDamaged() throws IOException {
    Files.delete(home.resolve("extra.ld"));
    assertTrue(refusal().contains("extra.ld\" of the link command is missing"), refusal());
    Files.writeString(tree.resolve("libpart.o"), "no object");
    Files.writeString(home.resolve("extra.ld"), "");
    assertTrue(refusal().contains("libpart.o"), refusal());
    Files.delete(tree.resolve("libpart.o"));
    assertTrue(refusal().contains("missing; build the tree again"), refusal());
    record(NAME, "gcc 'a.o");
    assertTrue(refusal().contains("the recorded link command ends within quotes"), refusal());
    record(NAME, "gcc -o x");
    assertTrue(refusal().contains("links nothing"), refusal());
    record(NAME, "gcc a.o -lgcc");
    assertTrue(refusal().contains("links -lgcc of the compiler's"), refusal());
  }

  @Test
  void withoutARecordedCommand() throws IOException, BadInputException {
    Files.delete(tree.resolve(NAME + ".dbg.cmd"));
    Files.writeString(tree.resolve(NAME + ".dbg"), "");
    Files.copy(tree.resolve("libpart.o"), tree.resolve("libpart.ld.o"));
    final BuildTree read = read();
    assertEquals("my", read.image());
    assertEquals(
        List.of(
            "linuxuplat", "appmy", "lib9pfs", "engine", "part", "ukbits", "ukboot", "ukboot_main"),
        names(read));
    assertEquals(List.of(tree.resolve("liblinuxuplat/link64.lds")), read.scripts());
    assertEquals(
        List.of(
            "no link command is recorded: took the 8 libraries that lie there, and"
                + " liblinuxuplat/link64.lds"),
        read.notes());
    Files.delete(tree.resolve("liblinuxuplat.o"));
    assertTrue(refusal().contains("built for no platform that is known"), refusal());
  }

  @Test
  void whatIsNoTree() {
    tree = home.resolve("nothing");
    assertTrue(refusal().endsWith("nothing: there is no such directory"));
    tree = home.resolve("extra.ld");
    assertTrue(refusal().contains("is not a directory"));
    tree = home;
    assertTrue(refusal().contains("is not the directory of a finished Unikraft build"));
  }
}
