package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.trampolines.build.TestProgram.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images do what the plainly linked program does. */
final class ImageBuilderTest {
  @TempDir Path directory;

  @Test
  void directCalls() throws Exception {
    TestProgram program = TestProgram.of("calls", TestMonitor.compile(directory), directory);

    BuildResult result = program.build();

    assertEquals(new Outcome("hello\n", 7), program.runPlain());
    assertEquals(new Outcome("hello\n", 7), program.run());
    assertEquals(3, result.callTrampolines());
  }
}
