package dev.cubicle.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EnvironmentTest {
  @Test
  void processorIsTheFirstModelName() {
    assertEquals(
        Optional.of("Zeta 9: turbo"),
        Environment.processor(
            List.of("processor\t: 0", "model\t\t: 1", "model name\t: Zeta 9: turbo", "", "x")));
    assertEquals(Optional.empty(), Environment.processor(List.of("", "processor\t: 0")));
  }

  @Test
  void versionsAreFound() {
    Map<String, String> environment = Environment.now();
    assertTrue(environment.get("unicorn").matches("2\\.\\d+\\.\\d+"), environment.get("unicorn"));
    assertEquals(Runtime.version().toString(), environment.get("java"));
  }
}
