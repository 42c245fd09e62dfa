package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tree that is linked as Unikraft's are does the same natively, emulated, and in cubicles, with
 * no line of it changed.
 */
@ExtendWith(SmallTree.Extension.class)
class SmallTreeTest {

  private static final List<String> ARGUMENTS = List.of("rounds=5", "--", "first");

  private final SmallTree tree;

  @TempDir Path directory;

  SmallTreeTest(SmallTree tree) {
    this.tree = tree;
  }

  /** What the tree is there for happens: else the comparisons would show little. */
  @Test
  void everythingInItWorks() throws Exception {
    final SmallTree.Outcome outcome = tree.natively(ARGUMENTS);
    assertEquals(
        """
        [3] <vfscore:1> root is 1 2 3 4 5 6, 0.500 and 1.250
        version 1.0, rounds 5, arguments 2: first
        /file0: descriptor 0, written 20000, read 20000, same 1
        /file1: descriptor 1, written 10000, read 10000, same 1
        /file2: descriptor 1, written 5000, read 5000, same 1
        /file3: descriptor 1, written 2500, read 2500, same 1
        /file4: descriptor 1, written 1250, read 1250, same 1
        5 files, hashes 19d9e16, bytes 38750, calls 12, opened 4501
        missing: -1, errno 2
        closed: -1, errno 22
        on another stack: 21
        twice that: 42
        vector register: 2.500
        memory: 1
        weighted: 819
        1 two 3 4.500 5 6.250 7 8.125 9 10.500 11 12.500 13 14.500
        time goes on: 1
        [3] <vfscore:1> unmounted, result 3
        [3] <ramfs:2> grown 5 times
        """,
        outcome.output());
    assertEquals(3, outcome.status());
  }

  @Test
  void theStockImageDoesTheSameEmulated() throws Exception {
    assertEquals(tree.natively(ARGUMENTS), emulated(tree.image()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "several", "each"})
  void theImageInCubiclesDoesTheSame(String policy) throws Exception {
    final Session build = build(SmallTree.policy(policy));
    assertEquals(0, build.status(), build.error());
    assertTrue(build.text().contains("14 SYSCALL instructions: 14 became calls"), build.text());
    assertTrue(build.text().contains("of context became FXSAVE and FXRSTOR"), build.text());
    final Session verified = Session.of("verify", image().toString());
    assertEquals(0, verified.status(), verified.text());
    final SmallTree.Outcome expected = tree.natively(ARGUMENTS);
    assertEquals(expected, emulated(image()));
    assertEquals(expected, emulated(image(), "--mpk", "off"));
    assertEquals(expected, emulated(image(), "--cfi", "tag-nx"));
  }

  /** Every grant is needed: without one of them the program is stopped, or not built. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "symbol = \"vfs_version\"",
        "symbol = \"operations\"",
        "symbol = \"rounds\"",
        "part = \"constants\"",
        "functions.ukplat_tlsp_set",
        "functions.vfs_open",
        "functions.ramfs_open",
        "functions.vfs_read",
        "functions.vfs_write",
      })
  void withoutAGrantItIsStopped(String grant) throws Exception {
    final Session build = buildWithout(grant);
    if (build.status() != 0) {
      assertEquals(2, build.status(), build.error());
      final String symbol = grant.replaceAll(".*\"(.*)\"", "$1");
      assertTrue(build.error().contains(" refers to " + symbol + ", data of "), build.error());
      return;
    }
    final SmallTree.Outcome outcome = emulated(image());
    assertEquals(139, outcome.status(), outcome.output());
    assertTrue(
        outcome.output().contains("breaking isolation: access to a page of another cubicle"),
        outcome.output());
  }

  /** What the kernel is to read has to be the platform's to read. */
  @Test
  void withoutItsGrantNothingIsPrinted() throws Exception {
    assertEquals(0, buildWithout("functions.ukplat_coutk").status());
    assertEquals(new SmallTree.Outcome("", 3), emulated(image()));
  }

  private Session buildWithout(String grant) throws IOException {
    final List<String> entries =
        List.of(Files.readString(SmallTree.policy("several")).split("\n\n"));
    final List<String> left = entries.stream().filter(entry -> !entry.contains(grant)).toList();
    assertEquals(entries.size() - 1, left.size());
    final Path policy = directory.resolve("policy.toml");
    Files.writeString(policy, String.join("\n\n", left));
    return build(policy);
  }

  private Path image() {
    return directory.resolve("image");
  }

  private Session build(Path policy) {
    return Session.of(
        "build",
        "--unikraft",
        tree.directory().toString(),
        "--policy",
        policy.toString(),
        "-o",
        image().toString());
  }

  private static SmallTree.Outcome emulated(Path image, String... options) {
    final List<String> command = new ArrayList<>(List.of("run"));
    command.addAll(List.of(options));
    command.add(image.toString());
    command.addAll(ARGUMENTS);
    final Session session = Session.of(command.toArray(String[]::new));
    return new SmallTree.Outcome(session.text() + session.error(), session.status());
  }
}
