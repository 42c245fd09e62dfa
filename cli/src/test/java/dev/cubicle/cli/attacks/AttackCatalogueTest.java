package dev.cubicle.cli.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import dev.cubicle.attacks.catalogue.AttackCatalogue;
import dev.cubicle.attacks.trial.AttackImages;
import dev.cubicle.attacks.trial.CaseResult;
import dev.cubicle.attacks.trial.Trial;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every attack of the catalogue, with the defence and without it. */
class AttackCatalogueTest {

  private static Trial trial;

  @BeforeAll
  static void prepare(@TempDir Path workshop) {
    trial = new Trial(new AttackImages(workshop), new EmulatedEngine());
  }

  @TestFactory
  Stream<DynamicTest> stoppedWithAndWorkingWithout() {
    return AttackCatalogue.attacks().stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> check(attack)));
  }

  private static void check(Attack attack) throws Exception {
    final CaseResult result = trial.judge(attack);
    assertEquals(Optional.empty(), result.problem());
    assertFalse(result.with());
    assertEquals(Optional.of(attack.expected()), result.stoppedBy());
    assertEquals(attack.untried().isEmpty(), result.without().isPresent());
    result.without().ifPresent(worked -> assertTrue(worked));
  }

  /** The control: an attack with nothing in its way is not said to be stopped. */
  @Test
  void attackThatWorksIsAProblem() throws Exception {
    final Attack read = AttackCatalogue.named("read-data").orElseThrow();
    final CaseResult result =
        trial.judge(OtherSetups.of(read, Setup.STOCK.withoutKeys(), Setup.STOCK.unverified()));
    assertTrue(result.with());
    assertEquals(Optional.empty(), result.stoppedBy());
    assertEquals("works with the defence: STOLEN tulip-7319-quail", result.problem().orElseThrow());
  }

  /**
   * The control: a key is in the way of this one, which counts for nothing if it is not meant to.
   */
  @Test
  void attackThatIsStoppedByAnotherDefenceIsAProblem() throws Exception {
    final Attack read = AttackCatalogue.named("read-data").orElseThrow();
    final Attack wrong =
        new Attack(
            read.name(),
            read.group(),
            read.description(),
            read.program(),
            read.image(),
            read.defended(),
            read.control(),
            StoppedBy.TAG_NX,
            read.untried());
    final String problem = trial.judge(wrong).problem().orElseThrow();
    assertTrue(problem.startsWith("stopped by the key, not the tag-nx: "), problem);
  }

  /** The control: what is taken away makes no difference here. */
  @Test
  void controlThatDoesNotWorkIsAProblem() throws Exception {
    final Attack read = AttackCatalogue.named("read-data").orElseThrow();
    final String problem =
        trial
            .judge(OtherSetups.of(read, Setup.STOCK, Setup.STOCK.unverified()))
            .problem()
            .orElseThrow();
    assertTrue(problem.startsWith("does not work without, either: "), problem);
  }
}
