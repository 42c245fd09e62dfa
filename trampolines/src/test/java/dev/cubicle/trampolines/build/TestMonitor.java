package dev.cubicle.trampolines.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A monitor that isolates nothing.
 *
 * @param image the object for images
 * @param plain the object that plainly linked programs start with instead
 */
record TestMonitor(Path image, Path plain) {

  /** Compiles it into a directory. */
  static TestMonitor compile(Path directory) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("monitor.c"), TestProgram.resource("monitor/monitor.c"));
    return new TestMonitor(
        compile(directory, "monitor.o", List.of()),
        compile(directory, "plain.o", List.of("-DPLAIN")));
  }

  private static Path compile(Path directory, String object, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc"));
    command.addAll(TestProgram.ORDINARY);
    command.addAll(options);
    command.addAll(List.of("-c", "-o", object, "monitor.c"));
    TestTool.run(directory, command);
    return directory.resolve(object);
  }
}
