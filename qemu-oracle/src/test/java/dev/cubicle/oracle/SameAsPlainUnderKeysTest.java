package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The programs that the builder is tested with, with the real gate and real keys: they do what the
 * plainly linked program does natively. They know nothing of windows, so all are open.
 */
final class SameAsPlainUnderKeysTest {
  private static final Path RESOURCES =
      Path.of("../trampolines/src/test/resources/dev/cubicle/trampolines/build").toAbsolutePath();

  private static final List<String> FLAGS =
      List.of("-g", "-ffreestanding", "-fno-stack-protector", "-fno-pic", "-no-pie");

  private static final List<String> CXX_FLAGS =
      List.of("-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "calls, -O2",
    "abi, -O0",
    "abi, -O2",
    "pointers, -O2",
    "pointers, -O2 -fPIC -fno-plt",
    "storage, -O2",
    "storage, -O2 -fPIC",
    "startup, -O0",
    "startup, -O2",
    "sections, -O2",
    "templates, -O2",
  })
  void sameAsPlain(String name, String options) throws Exception {
    List<Path> objects = compile(name, List.of(options.split(" ")));
    Path image = TestImage.link(directory);

    EmulatedRun run =
        EmulatedRun.of(TestImage.program(image, List.of("one", "two"), "windows=off"));

    Process plain =
        new ProcessBuilder(plain(objects).toString(), "one", "two")
            .redirectErrorStream(true)
            .start();
    String expected = new String(plain.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(expected, run.output(), run.error());
    assertEquals("exit " + plain.waitFor(), run.ending());
    assertNotEquals("", expected);
  }

  private List<Path> compile(String name, List<String> options)
      throws IOException, InterruptedException {
    copy(RESOURCES.resolve("programs").resolve(name));
    if (Files.readString(directory.resolve("policy.toml")).contains("print.o")) {
      copy(RESOURCES.resolve("common"));
    }
    List<Path> objects = new ArrayList<>();
    for (Path source : files(directory)) {
      String file = source.getFileName().toString();
      if (file.endsWith(".c") || file.endsWith(".cc")) {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(options);
        if (file.endsWith(".cc")) {
          flags.addAll(CXX_FLAGS);
        }
        objects.add(compile(source, file.replaceFirst("\\.[^.]*$", ".o"), flags));
      }
    }
    return objects;
  }

  /** Linked with the start of the builder's tests instead of a monitor. */
  private Path plain(List<Path> objects) throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(List.of("-O2", "-DPLAIN"));
    Path start = compile(RESOURCES.resolve("monitor/monitor.c"), "start-plain.o", flags);
    List<String> command = new ArrayList<>(List.of("ld", "-static", "-o", "plain"));
    command.add(start.toString());
    objects.forEach(object -> command.add(object.toString()));
    TestImage.run(directory, command);
    return directory.resolve("plain");
  }

  private Path compile(Path source, String object, List<String> flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(source.toString().endsWith(".cc") ? "g++" : "gcc");
    command.addAll(flags);
    command.addAll(List.of("-c", "-o", object, source.toString()));
    TestImage.run(directory, command);
    return directory.resolve(object);
  }

  private void copy(Path from) throws IOException {
    for (Path file : files(from)) {
      Files.copy(file, directory.resolve(file.getFileName()));
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
