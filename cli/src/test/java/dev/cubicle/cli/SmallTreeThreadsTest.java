package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads of a tree's scheduler do the same natively, emulated, and in cubicles. */
class SmallTreeThreadsTest {

  private static final String SEVERAL = "threads";

  private static SmallTree tree;

  @TempDir Path directory;

  @BeforeAll
  static void build() {
    tree = SmallTree.withThreads();
  }

  @AfterAll
  static void delete() throws IOException {
    tree.close();
  }

  /** What the tree is there for happens: else the comparisons would show little. */
  @Test
  void everythingInItWorks() throws Exception {
    final SmallTree.Outcome outcome = tree.natively(List.of("many=5", "--", "first"));
    assertEquals(
        """
        [3] <vfscore:1> root is 1 2 3 4 5 6, 0.500 and 1.250
        number 1, of 2
        worker 0 has number 2
        worker 1 has number 3
        worker 0: number 2 of 4, mine 5, files 12, hashes 1662, errno 30, rounding 1, opened 4300, stack 1
        worker 1: number 3 of 3, mine 17, files 12, hashes 1662, errno 31, rounding 2, opened 4300, stack 1
        mine 5, rounding 0, alive 2, errno 0
        short lives: 40, alive 2
        without storage: 14
        ended by another: alive 2
        together: 7
        [3] <vfscore:1> unmounted, result 4
        [3] <ramfs:2> grown 0 times
        """,
        outcome.output());
    assertEquals(4, outcome.status());
  }

  @Test
  void theStockImageDoesTheSameEmulated() throws Exception {
    final List<String> arguments = List.of("many=5", "--", "first");
    assertEquals(tree.natively(arguments), emulated(tree.image(), arguments));
  }

  /** Each in its own has more cubicles than there are keys. */
  @ParameterizedTest
  @ValueSource(strings = {"one", SEVERAL, "threads-each"})
  void theImageInCubiclesDoesTheSame(String policy) throws Exception {
    final Session build = build(tree, SmallTree.policy(policy));
    assertEquals(0, build.status(), build.error());
    assertEquals(0, Session.of("verify", image().toString()).status());
    final List<String> arguments = List.of("many=5", "--", "first");
    final SmallTree.Outcome expected = tree.natively(arguments);
    assertEquals(expected, emulated(image(), arguments));
    assertEquals(expected, emulated(image(), arguments, "--mpk", "off"));
    assertEquals(expected, emulated(image(), arguments, "--cfi", "tag-nx"));
    // Under Linux threads that have given up their turn still run for a moment beside the next.
    for (int i = 0; i < 10; i++) {
      assertEquals(
          expected,
          SmallTree.run(
              List.of("env", "CUBICLE=mpk=off", image().toString(), "many=5", "--", "first")));
    }
  }

  /** What the native program reads without ado. */
  @ParameterizedTest
  @CsvSource({"1, thread-local, 2", "2, stack, 0"})
  void whatAThreadHasInOneCubicleIsClosedToOthers(int leak, String part, int thread)
      throws Exception {
    final List<String> arguments = List.of("leak=" + leak, "--");
    assertTrue(tree.natively(arguments).output().contains("peek: 1\n"));
    assertEquals(0, build(tree, SmallTree.policy(SEVERAL)).status());
    final SmallTree.Outcome outcome = emulated(image(), arguments);
    assertEquals(139, outcome.status(), outcome.output());
    final String missing =
        "[[memory]] owner = \"app\", part = \"%s\", to = [\"proc\"], access = \"read\""
            .formatted(part);
    assertTrue(
        outcome.output().contains("cubicle 3 'app', %s of thread %d,".formatted(part, thread)));
    assertTrue(outcome.output().contains(missing), outcome.output());
  }

  @Test
  void moreThreadsThanThePolicyAllows() throws Exception {
    final List<String> arguments = List.of("many=50", "--", "first");
    assertEquals(0, build(tree, SmallTree.policy(SEVERAL)).status());
    final SmallTree.Outcome outcome = emulated(image(), arguments);
    assertEquals(1, outcome.status());
    assertEquals(
        "cubicle: too many threads at a time; limits.threads in the policy allows up to 64",
        outcome.output().lines().toList().getLast());

    final Path policy = directory.resolve("policy.toml");
    Files.writeString(
        policy, "[limits]\nthreads = 64\n" + Files.readString(SmallTree.policy(SEVERAL)));
    assertEquals(0, build(tree, policy).status());
    assertEquals(tree.natively(arguments), emulated(image(), arguments));
  }

  @ParameterizedTest
  @ValueSource(strings = {"futex", "arch_prctl", "exit"})
  void whatThePolicyMustPermitTheScheduler(String call) throws Exception {
    final List<String> calls = new ArrayList<>(List.of("futex", "arch_prctl", "exit"));
    calls.remove(call);
    final Path policy = directory.resolve("policy.toml");
    Files.writeString(
        policy,
        Files.readString(SmallTree.policy(SEVERAL))
            .replace(
                "[cubicles.sched]\n",
                "[cubicles.sched]\nsystem-calls = [\"" + String.join("\", \"", calls) + "\"]\n"));
    assertEquals(0, build(tree, policy).status());
    final SmallTree.Outcome outcome = emulated(image(), List.of("many=5", "--", "first"));
    assertEquals(1, outcome.status());
    assertEquals(
        "cubicle: threads need the system calls futex, arch_prctl and exit; "
            + "the policy permits the scheduler's cubicle others",
        outcome.output().lines().toList().getLast());
  }

  /** A page that a cubicle has for reading when it writes to it is learned like any other. */
  @Test
  void readingTurnsOutToBeWriting() throws Exception {
    final String grants = Files.readString(SmallTree.policy("threads-each"));
    final String written =
        """
        owner = "uksched"
        part = "heap"
        to = ["ukschedcoop"]
        access = "write"
        """;
    assertTrue(grants.contains(written));
    final Path policy = directory.resolve("policy.toml");
    Files.writeString(policy, grants.replace(written, written.replace("write", "read")));
    final Path learned = directory.resolve("learned.toml");
    final Session learning =
        Session.of(
            "learn",
            "--unikraft",
            tree.directory().toString(),
            "--policy",
            policy.toString(),
            "-o",
            learned.toString());
    assertEquals(0, learning.status(), learning.error());
    assertTrue(learning.text().contains("ended by another: alive 2"), learning.text());
    assertTrue(Files.readString(learned).contains(written), Files.readString(learned));
  }

  /** What cannot be told of a scheduler is said, and the image has its first thread. */
  @Test
  void withoutDebugInformationThreadsAreUnknown() throws Exception {
    try (SmallTree other = SmallTree.withThreads()) {
      final Path scheduler = other.directory().resolve("libuksched.o");
      assertEquals(0, SmallTree.run(List.of("strip", "-g", scheduler.toString())).status());
      final Session build = build(other, SmallTree.policy("one"));
      assertEquals(0, build.status());
      assertTrue(
          build
              .error()
              .contains(
                  "threads beside the first will not work: libuksched.o has no debug information"),
          build.error());
    }
  }

  @Test
  void withoutOneOfTheFunctionsThreadsAreUnknown() throws Exception {
    try (SmallTree other = SmallTree.withThreads()) {
      final Path context = other.directory().resolve("libcontext.o");
      assertEquals(
          0,
          SmallTree.run(List.of("objcopy", "-L", "ukarch_ctx_init_entry2", context.toString()))
              .status());
      final Session build = build(other, SmallTree.policy("one"));
      assertEquals(0, build.status());
      assertTrue(
          build.error().contains("it has ukarch_ctx_switch, but no ukarch_ctx_init_entry2"),
          build.error());
    }
  }

  private Path image() {
    return directory.resolve("image");
  }

  private Session build(SmallTree of, Path policy) {
    return Session.of(
        "build",
        "--unikraft",
        of.directory().toString(),
        "--policy",
        policy.toString(),
        "-o",
        image().toString());
  }

  private static SmallTree.Outcome emulated(Path image, List<String> arguments, String... options) {
    final List<String> command = new ArrayList<>(List.of("run"));
    command.addAll(List.of(options));
    command.add(image.toString());
    command.addAll(arguments);
    final Session session = Session.of(command.toArray(String[]::new));
    return new SmallTree.Outcome(session.text() + session.error(), session.status());
  }
}
