package dev.cubicle.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom, over all modules that make up the command. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.cubicle");

  /** The classes of a package may depend on these of our packages and no others. */
  private static ArchRule knowsOnly(String name, String... known) {
    final DescribedPredicate<JavaClass> foreign =
        JavaClass.Predicates.resideInAPackage("dev.cubicle..")
            .and(
                DescribedPredicate.not(
                    JavaClass.Predicates.resideInAnyPackage(known)
                        .or(JavaClass.Predicates.resideInAPackage(name))));
    return noClasses().that().resideInAPackage(name).should().dependOnClassesThat(foreign);
  }

  @ParameterizedTest
  @CsvSource({
    "dev.cubicle.mpk..,               ''",
    "dev.cubicle.natives..,           ''",
    "dev.cubicle.guests..,            dev.cubicle.trampolines..",
    "dev.cubicle.unikraft..,          dev.cubicle.guests.. dev.cubicle.trampolines..",
    "dev.cubicle.attacks..,           dev.cubicle.guests.. dev.cubicle.trampolines..",
    "dev.cubicle.trampolines..,       dev.cubicle.mpk.. dev.cubicle.natives..",
    "dev.cubicle.emulator..,          dev.cubicle.mpk.. dev.cubicle.natives..",
    "dev.cubicle.tracing..,           "
        + "dev.cubicle.mpk.. dev.cubicle.natives.. dev.cubicle.emulator.. dev.cubicle.trampolines..",
    "dev.cubicle.emulator.unicorn..,  dev.cubicle.natives..",
    "dev.cubicle.emulator.memory..,   dev.cubicle.mpk..",
    "dev.cubicle.emulator.events..,   dev.cubicle.mpk..",
    "dev.cubicle.emulator.machine..,  "
        + "dev.cubicle.mpk.. dev.cubicle.natives.. dev.cubicle.emulator.unicorn.. "
        + "dev.cubicle.emulator.memory.. dev.cubicle.emulator.events.. dev.cubicle.emulator.observe.. "
        + "dev.cubicle.emulator.probe..",
    "dev.cubicle.emulator.observe..,  dev.cubicle.emulator.memory..",
    "dev.cubicle.emulator.probe..,    dev.cubicle.emulator.memory..",
    "dev.cubicle.learning..,          dev.cubicle.emulator.. dev.cubicle.trampolines.."
        + " dev.cubicle.tracing.state..",
  })
  void packagesKnowNoMoreThanTheyNeed(String name, String known) {
    knowsOnly(name, known.isEmpty() ? new String[0] : known.split(" ")).check(CLASSES);
  }

  @Test
  void nobodyKnowsTheCommandLine() {
    classes()
        .that()
        .resideInAPackage("dev.cubicle.cli..")
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAPackage("dev.cubicle.cli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheBindingsSpeakToNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.cubicle.natives..",
            "dev.cubicle.emulator.unicorn..",
            // mmap for guest memory, ioctl for the terminal.
            "dev.cubicle.emulator.memory..",
            "dev.cubicle.emulator.linux.fs.stream..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .check(CLASSES);
  }

  @Test
  void partsOfTheEmulatorAreNotEntangled() {
    SlicesRuleDefinition.slices()
        .matching("dev.cubicle.emulator.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  /** The control: a rule of the same making that is known to be broken. */
  @Test
  void rulesCanFail() {
    final ArchRule wrong = knowsOnly("dev.cubicle.emulator.machine..", "dev.cubicle.mpk..");
    assertThrows(AssertionError.class, () -> wrong.check(CLASSES));
  }
}
