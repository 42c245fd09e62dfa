package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of the test resources (a directory of sources and a policy) that is built twice: as an
 * image, and as a plainly linked program. The monitor of the tests isolates nothing, so images run
 * everywhere, and must do what the plain program does.
 */
final class TestProgram {
  private static final List<String> ORDINARY =
      List.of("-O2", "-g", "-ffreestanding", "-fno-stack-protector", "-fno-pic", "-no-pie");

  private final Path directory;
  private final Map<Path, List<String>> objects = new LinkedHashMap<>();
  private final List<Path> libraries = new ArrayList<>();

  /** What a program printed, and how it ended. */
  record Outcome(String output, int status) {}

  private TestProgram(Path directory) {
    this.directory = directory;
  }

  /** An empty program, in a directory for its files. */
  static TestProgram in(Path directory) throws IOException, InterruptedException {
    TestProgram program = new TestProgram(directory);
    program.write("monitor.c", resource("monitor/monitor.c"));
    program.compileTo("monitor.o", "monitor.c", ORDINARY);
    List<String> plain = new ArrayList<>(ORDINARY);
    plain.add("-DPLAIN");
    program.compileTo("plain.o", "monitor.c", plain);
    return program;
  }

  /** A program of the test resources, with all its sources compiled with the options. */
  static TestProgram of(String name, Path directory, String... options)
      throws IOException, InterruptedException {
    TestProgram program = in(directory);
    program.write("policy.toml", resource("programs/" + name + "/policy.toml"));
    for (String file : resource("programs/" + name).lines().toList()) {
      if (!file.equals("policy.toml")) {
        program.write(file, resource("programs/" + name + "/" + file));
        program.compile(file, options);
      }
    }
    return program;
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = TestProgram.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Path directory() {
    return directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  TestProgram write(String name, String text) throws IOException {
    Files.writeString(file(name), text);
    return this;
  }

  /** Compiles a source to the object of the same name. */
  TestProgram compile(String source, String... options) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(ORDINARY);
    all.addAll(List.of(options));
    String object = source.replaceFirst("\\.[^.]*$", ".o");
    compileTo(object, source, all);
    objects.put(file(object), all);
    return this;
  }

  /** Something that the plain program is linked with as well. */
  TestProgram library(Path archive) {
    libraries.add(archive);
    return this;
  }

  private void compileTo(String object, String source, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(source.endsWith(".cc") ? "g++" : "gcc"));
    command.addAll(options);
    command.addAll(List.of("-c", "-o", object, source));
    tool(command);
  }

  /** Runs a program that must succeed, in the directory. */
  void tool(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + output);
  }

  /** Builds the image by the policy. */
  BuildResult build() throws BadInputException, IOException, InterruptedException {
    return ImageBuilder.build(
        new BuildRequest(
            PolicyReader.read(file("policy.toml")),
            List.of(file("monitor.o")),
            file("image"),
            Optional.of(file("keep"))));
  }

  /** Runs the image. */
  Outcome run() throws IOException, InterruptedException {
    return execute(file("image"));
  }

  /** Links the same objects plainly, and runs that. */
  Outcome runPlain() throws IOException, InterruptedException {
    tool(
        Stream.of(
                Stream.of("ld", "-static", "-o", "plain", "plain.o"),
                objects.keySet().stream().map(Path::toString),
                Stream.of("--start-group"),
                libraries.stream().map(Path::toString),
                Stream.of("--end-group"))
            .flatMap(s -> s)
            .toList());
    return execute(file("plain"));
  }

  private static Outcome execute(Path program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString(), "one", "two").redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(output, process.waitFor());
  }

  /** What nm -a prints of the image, line by line. */
  List<String> symbols() {
    try {
      Process process = new ProcessBuilder("nm", file("image").toString()).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
