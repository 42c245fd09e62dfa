package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Number;
import dev.cubicle.attacks.catalogue.AttackCatalogue;
import dev.cubicle.attacks.trial.AttackImages;
import dev.cubicle.attacks.trial.CaseResult;
import dev.cubicle.attacks.trial.GuestRun;
import dev.cubicle.attacks.trial.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The attacks on a real kernel and another implementation of protection keys: the same images are
 * stopped by the same, and what works without the defence works there, too, with the system calls
 * that the emulated kernel lacks. One boot runs them all.
 */
final class AttacksUnderLinuxTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What Linux on QEMU's processor cannot show, either. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "sysenter",
          // QEMU loops at the far return; processors do not.
          "far-return",
          "deputy-clone",
          // Linux chooses at random where the heap begins: against the arena it cannot grow.
          "deputy-brk",
          "direct-brk",
          "pages-overflow",
          "pivot-pop",
          "recursion",
          "index-out-of-range",
          "writable",
          "handler-call",
          "image-writable-code");

  private static final Map<Run, GuestRun> RUNS = new HashMap<>();
  private static Trial trial;

  /** What is the same run for an engine. */
  private record Run(Path image, List<String> arguments, List<String> environment) {}

  /** Attacks on processors as they are; those that are one run each. */
  private static List<Attack> attacks() {
    return AttackCatalogue.attacks().stream()
        .filter(attack -> !attack.defended().fetchChecks())
        .filter(
            attack ->
                attack.program().numbers().stream()
                    .noneMatch(Number.EachInstruction.class::isInstance))
        .toList();
  }

  @BeforeAll
  static void runUnderLinux(@TempDir Path workshop) throws Exception {
    OracleAvailability.require();
    final AttackImages images = new AttackImages(workshop);
    // The first pass only takes down what is to be run.
    final List<Run> runs = new ArrayList<>();
    final List<Program> programs = new ArrayList<>();
    final Trial rehearsal =
        new Trial(
            images,
            (image, arguments, environment, fetchChecks, input) -> {
              final Run run = new Run(image, arguments, environment);
              if (!runs.contains(run)) {
                runs.add(run);
                programs.add(program(run, input));
              }
              return new GuestRun(0, new byte[0], new byte[0], "");
            });
    for (Attack attack : attacks()) {
      rehearsal.defended(attack);
      rehearsal.control(attack);
    }
    final List<Result> results = QemuOracle.installed().run(programs);
    for (int i = 0; i < results.size(); i++) {
      RUNS.put(runs.get(i), guestRun(results.get(i)));
    }
    trial =
        new Trial(
            images,
            (image, arguments, environment, fetchChecks, input) ->
                RUNS.get(new Run(image, arguments, environment)));
  }

  private static Program program(Run run, byte[] input) {
    final Map<String, String> environment =
        run.environment().stream()
            .map(variable -> variable.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    return new Program(
        run.arguments().getFirst(),
        run.image(),
        run.arguments().subList(1, run.arguments().size()),
        environment,
        input,
        LIMIT);
  }

  private static GuestRun guestRun(Result result) {
    return new GuestRun(
        result.ending().shellStatus(),
        result.output(),
        result.error(),
        result.ending() instanceof Ending.Killed ? result.ending().toString() : "");
  }

  @TestFactory
  Stream<DynamicTest> stoppedWithAndWorkingWithout() {
    return attacks().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> check(attack)));
  }

  private static void check(Attack attack) throws Exception {
    final CaseResult result =
        CaseResult.of(
            attack,
            trial.defended(attack),
            NOT_HERE.contains(attack.name()) ? List.of() : trial.control(attack));
    assertEquals("", result.problem().orElse(""), result::toString);
    assertFalse(result.with(), result::toString);
  }

  @Test
  void namesOfTheListExist() {
    final Set<String> names = attacks().stream().map(Attack::name).collect(Collectors.toSet());
    assertTrue(names.containsAll(NOT_HERE), NOT_HERE::toString);
  }
}
