package dev.cubicle.cli.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.catalogue.AttackCatalogue;
import dev.cubicle.attacks.trial.AttackImages;
import dev.cubicle.attacks.trial.CaseResult;
import dev.cubicle.attacks.trial.Trial;
import dev.cubicle.guests.NativeHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What keeps system calls in order rests on nothing that the emulator does: the attacks on this
 * machine's own kernel. Without keys, so that any x86-64 processor will do.
 */
class NativeDeputyTest {

  /**
   * Controls that any kernel lets work. Others may be closed to some users (userfaultfd, io_uring,
   * ptrace), need keys, or luck (brk).
   */
  private static final Set<String> ANYWHERE =
      Set.of(
          "direct-mmap-fixed",
          "direct-munmap",
          "direct-mremap",
          "direct-madvise",
          "direct-prctl",
          "direct-sigaltstack",
          "direct-sigaction",
          "direct-arch-prctl",
          "direct-clone",
          "direct-execve");

  /** They look for keys to misuse first, and find none. */
  private static final Set<String> ABOUT_KEYS = Set.of("direct-pkey-mprotect", "direct-pkey-free");

  private static Trial trial;

  @BeforeAll
  static void prepare(@TempDir Path workshop) {
    Assumptions.assumeTrue(NativeHost.unsuitable().isEmpty(), "not x86-64 Linux");
    trial = new Trial(new AttackImages(workshop), new NativeEngine());
  }

  private static Stream<Attack> direct() {
    return AttackCatalogue.attacks().stream()
        .filter(attack -> attack.group() == Attack.Group.SYSTEM_CALL)
        .filter(attack -> !ABOUT_KEYS.contains(attack.name()));
  }

  @TestFactory
  Stream<DynamicTest> stoppedByTheFilter() {
    return direct().map(attack -> DynamicTest.dynamicTest(attack.name(), () -> stopped(attack)));
  }

  private static void stopped(Attack attack) throws Exception {
    final CaseResult result = CaseResult.of(attack, trial.defended(keyless(attack)), List.of());
    assertEquals(Optional.empty(), result.problem());
    assertEquals(Optional.of(attack.expected()), result.stoppedBy());
  }

  @TestFactory
  Stream<DynamicTest> workingWithoutIt() {
    return direct()
        .filter(attack -> ANYWHERE.contains(attack.name()))
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> works(attack)));
  }

  private static void works(Attack attack) throws Exception {
    final Attack keyless = keyless(attack);
    final CaseResult result =
        CaseResult.of(attack, trial.defended(keyless), trial.control(keyless));
    assertEquals(Optional.empty(), result.problem());
    assertEquals(Optional.of(true), result.without());
  }

  @Test
  void namesOfTheListExist() {
    final List<String> names = direct().map(Attack::name).toList();
    assertTrue(names.containsAll(ANYWHERE), names::toString);
  }

  /** The same attack on a processor without keys. */
  private static Attack keyless(Attack attack) {
    return OtherSetups.of(attack, attack.defended().withoutKeys(), attack.control().withoutKeys());
  }
}
