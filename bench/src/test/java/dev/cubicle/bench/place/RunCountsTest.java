package dev.cubicle.bench.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.bench.BenchException;
import org.junit.jupiter.api.Test;

final class RunCountsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void countsComeFromTheMonitor() throws Exception {
    String text =
        """
        {"faults": 9, "monitor": {"calls": 1, "switches": 2, "faults": 3, "retags": 4,
         "argumentWindows": 5}}
        """;
    assertEquals(new RunCounts(1, 2, 3, 4, 5), RunCounts.read(JSON.readTree(text)));
  }

  @Test
  void withoutAMonitorThereAreNone() {
    assertThrows(BenchException.class, () -> RunCounts.read(JSON.readTree("{}")));
  }
}
