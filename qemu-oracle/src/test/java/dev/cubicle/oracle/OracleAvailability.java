package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Whether this machine can compare with QEMU, said loudly where it cannot. */
final class OracleAvailability {

  /**
   * The environment variable of machines that must have QEMU: a skipped comparison is a failure
   * there.
   */
  private static final String REQUIRED = "CUBICLE_REQUIRE_QEMU";

  private OracleAvailability() {}

  /** Skips the running test, with a line that cannot be overlooked, if there is no oracle. */
  static void require() {
    Optional<String> why = QemuOracle.unavailable();
    if (why.isEmpty()) {
      return;
    }
    if (System.getenv(REQUIRED) != null) {
      fail(why.get());
    }
    System.err.println(
        "*** NOT COMPARED WITH QEMU: " + why.get() + "; run ./cubicle setup, then test again ***");
    Assumptions.abort(why.get());
  }
}
