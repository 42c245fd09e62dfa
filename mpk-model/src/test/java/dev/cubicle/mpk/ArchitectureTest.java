package dev.cubicle.mpk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The model is pure Java: it can be read, tested and reused without the rest. */
class ArchitectureTest {

  private static final Set<String> JAVA_BASE =
      ModuleLayer.boot().findModule("java.base").orElseThrow().getPackages();

  @Test
  void dependsOnJavaBaseAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are the module's own or java.base's", ArchitectureTest::isOwnOrJavaBase))
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.cubicle.mpk"));
  }

  private static boolean isOwnOrJavaBase(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    return element.isPrimitive()
        || element.getPackageName().equals("dev.cubicle.mpk")
        || JAVA_BASE.contains(element.getPackageName());
  }
}
