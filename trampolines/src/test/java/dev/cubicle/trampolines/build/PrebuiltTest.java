package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.build.TestProgram.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Archives as a distribution ships them, without debug information: Debian's zlib, and musl. */
@ExtendWith(TestMonitorExtension.class)
final class PrebuiltTest {
  @TempDir Path directory;
  private TestProgram program;

  @BeforeEach
  void compile(TestMonitor monitor) throws Exception {
    program = TestProgram.of("compress", monitor, directory);
    archive(Path.of("/usr/lib/x86_64-linux-gnu/libz.a"));
    archive(Path.of("/usr/lib/x86_64-linux-musl/libc.a"));
  }

  private void archive(Path path) throws Exception {
    Assumptions.assumeTrue(Files.exists(path), path + " is not installed");
    Path copy = program.file(path.getFileName().toString());
    Files.copy(path, copy);
    program.library(copy);
  }

  @Test
  void zlibInItsOwnCubicle() throws Exception {
    BuildResult result = program.build();

    Outcome plain = program.runPlain();
    assertEquals(plain, program.run());
    assertTrue(plain.output().startsWith("0 0 0 "), plain.output());
    // No debug information there, but the caller's declarations tell.
    assertFalse(result.unknownSignatures().contains("compress2"));
    // Of the archives, what is needed.
    assertTrue(result.cubicles().get(4).objects() < 40, result.toString());
  }
}
