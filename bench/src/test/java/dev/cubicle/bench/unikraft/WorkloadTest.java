package dev.cubicle.bench.unikraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What images are run with. */
final class WorkloadTest {
  private static final int LONGEST_ARGUMENT = 128 * 1024 - 1;

  @Test
  void everyRowIsInsertedOnItsOwn() {
    Workload workload = Workload.inserts(3);
    assertEquals(
        List.of(
            "/file.db",
            "create table t(a,b);insert into t values(0,'r0');insert into t values(1,'r1');"
                + "insert into t values(2,'r2');select count(*),sum(a) from t;"),
        workload.arguments());
    assertEquals(Optional.of("3|3"), workload.lastLine());
  }

  @Test
  void theLargestOneIsStillAnArgument() {
    String statements = Workload.inserts(Workload.MOST_INSERTS).arguments().getLast();
    assertTrue(statements.getBytes(StandardCharsets.UTF_8).length <= LONGEST_ARGUMENT);
  }

  @Test
  void linesOfAPolicyAreThoseThatSaySomething() {
    assertEquals(
        2,
        Variants.lines("# what it is\n\n  # more\n[cubicles.a]\n \t\ncomponents = [\"*\"] # all"));
  }
}
