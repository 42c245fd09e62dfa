package dev.cubicle.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.trampolines.policy.MonitorSystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a policy may allow is what the monitor has a filter for. */
class MonitorSystemCallsTest {

  private static final Pattern RULE = Pattern.compile("^\\t\\{ SYS_(\\w+), ", Pattern.MULTILINE);

  @Test
  void theMonitorsTableHasTheSameNames() throws IOException {
    assertEquals(
        new TreeSet<>(MonitorSystemCalls.names()),
        RULE.matcher(source("system.c"))
            .results()
            .map(rule -> rule.group(1))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static String source(String name) throws IOException {
    return Files.readString(Path.of(System.getProperty("guest.sources"), "monitor", name));
  }
}
