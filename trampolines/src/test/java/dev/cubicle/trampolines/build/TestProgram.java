package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of the test resources (a directory of sources and a policy) that is built twice: as an
 * image, and as a plainly linked program. The monitor of the tests isolates nothing, so images run
 * everywhere, and must do what the plain program does.
 */
final class TestProgram {
  static final List<String> ORDINARY =
      List.of("-O2", "-g", "-ffreestanding", "-fno-stack-protector", "-fno-pic", "-no-pie");

  /** A policy for {@code app.o} and {@code lib.o}. */
  static final String TWO_CUBICLES =
      """
      entry = "app_main"
      [cubicles.app]
      [cubicles.lib]
      [components.app]
      files = ["app.o"]
      [components.lib]
      files = ["lib.o"]
      """;

  private final TestMonitor monitor;
  private final Path directory;
  private final Map<Path, List<String>> objects = new LinkedHashMap<>();
  private final List<Path> libraries = new ArrayList<>();

  /** What a program printed, and how it ended. */
  record Outcome(String output, int status) {}

  private TestProgram(TestMonitor monitor, Path directory) {
    this.monitor = monitor;
    this.directory = directory;
  }

  /** An empty program, in a directory for its files. */
  static TestProgram in(TestMonitor monitor, Path directory) {
    return new TestProgram(monitor, directory);
  }

  /** A program of the test resources, with all its sources compiled with the options. */
  static TestProgram of(String name, TestMonitor monitor, Path directory, String... options)
      throws IOException, InterruptedException {
    TestProgram program = in(monitor, directory);
    program.write("policy.toml", resource("programs/" + name + "/policy.toml"));
    program.write("print.c", resource("common/print.c"));
    List<String> files = resource("programs/" + name).lines().toList();
    for (String file : files) {
      program.write(file, resource("programs/" + name + "/" + file));
    }
    if (resource("programs/" + name + "/policy.toml").contains("print.o")) {
      program.compile("print.c", options);
    }
    for (String file : files) {
      if (file.endsWith(".c") || file.endsWith(".cc")) {
        program.compile(file, options);
      }
    }
    return program;
  }

  static String resource(String name) throws IOException {
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

  void compileTo(String object, String source, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(source.endsWith(".cc") ? "g++" : "gcc"));
    command.addAll(options);
    if (source.endsWith(".cc")) {
      command.addAll(List.of("-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"));
    }
    command.addAll(List.of("-c", "-o", object, source));
    TestTool.run(directory, command);
  }

  /** Builds the image by the policy. */
  BuildResult build() throws BadInputException, IOException, InterruptedException {
    return ImageBuilder.build(
        new BuildRequest(
            PolicyReader.read(file("policy.toml")),
            List.of(monitor.image()),
            file("image"),
            Optional.of(file("keep"))));
  }

  /** Runs the image. */
  Outcome run() throws IOException, InterruptedException {
    return execute(file("image"));
  }

  /** Links the same objects plainly, and runs that. */
  Outcome runPlain() throws IOException, InterruptedException {
    TestTool.run(
        directory,
        Stream.of(
                Stream.of("ld", "-static", "-o", "plain", monitor.plain().toString()),
                objects.keySet().stream().map(Path::toString),
                scripts().stream().map(name -> "-T" + name),
                Stream.of("--start-group"),
                libraries.stream().map(Path::toString),
                Stream.of("--end-group"))
            .flatMap(s -> s)
            .toList());
    return execute(file("plain"));
  }

  /** The linker scripts of the policy, which a plain linker follows as they are. */
  private List<String> scripts() throws IOException {
    return Files.readString(file("policy.toml"))
        .lines()
        .filter(line -> line.startsWith("linker-scripts"))
        .flatMap(line -> Pattern.compile("\"([^\"]*)\"").matcher(line).results())
        .map(found -> found.group(1))
        .toList();
  }

  private static Outcome execute(Path program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString(), "one", "two").redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(output, process.waitFor());
  }

  /** What nm prints of the image, line by line. */
  List<String> symbols() throws IOException, InterruptedException {
    return TestTool.run(directory, List.of("nm", "image")).lines().toList();
  }
}
