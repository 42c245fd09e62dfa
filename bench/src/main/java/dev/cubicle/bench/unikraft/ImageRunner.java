package dev.cubicle.bench.unikraft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.RunCounts;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs images, one at a time; standard input is empty. */
final class ImageRunner {
  private static final File NOTHING = new File("/dev/null");
  private static final int LONGEST_LINE = 300;

  /** Before messages of Unikraft's: no two runs have the same. */
  private static final Pattern TIME_STAMP = Pattern.compile("^\\[ *\\d+\\.\\d+] *");

  private final Path launcher;
  private final Path directory;
  private final Duration limit;

  /**
   * @param launcher the {@code cubicle} command
   * @param directory for output and statistics
   * @param limit after this long a run is killed, and has failed
   */
  ImageRunner(Path launcher, Path directory, Duration limit) {
    this.launcher = launcher;
    this.directory = directory;
    this.limit = limit;
  }

  /** In the emulator. */
  ImageRun emulated(Variant variant, List<String> arguments)
      throws BenchException, InterruptedException {
    Path statistics = directory.resolve("statistics.json");
    List<String> command =
        ImmutableList.<String>builder()
            .add(
                launcher.toString(),
                "run",
                "--stats=" + statistics,
                "--timings",
                "off",
                path(variant.image()))
            .addAll(arguments)
            .build();
    try {
      Files.deleteIfExists(statistics);
      ImageRun run = run(variant, command);
      if (!Files.exists(statistics) || Files.size(statistics) == 0) {
        return new ImageRun(
            run.status(), run.lastLines(), run.complaint(), OptionalDouble.empty(), run.counts());
      }
      JsonNode found = new ObjectMapper().readTree(statistics.toFile());
      return new ImageRun(
          run.status(),
          run.lastLines(),
          run.complaint(),
          OptionalDouble.of(found.path("wallSeconds").asDouble()),
          found.has("monitor") ? Optional.of(RunCounts.read(found)) : Optional.empty());
    } catch (IOException e) {
      throw BenchException.failed(variant.name() + ": " + e.getMessage());
    }
  }

  /** As a process of this machine. */
  ImageRun natively(Variant variant, List<String> arguments)
      throws BenchException, InterruptedException {
    try {
      return run(
          variant,
          ImmutableList.<String>builder().add(path(variant.image())).addAll(arguments).build());
    } catch (IOException e) {
      throw BenchException.failed(variant.name() + ": " + e.getMessage());
    }
  }

  /** With a directory, so that it is not taken for the name of a guest. */
  private static String path(Path image) {
    return image.toAbsolutePath().toString();
  }

  private ImageRun run(Variant variant, List<String> command)
      throws IOException, BenchException, InterruptedException {
    File output = directory.resolve("output").toFile();
    File complaints = directory.resolve("complaints").toFile();
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(NOTHING)
            .redirectOutput(output)
            .redirectError(complaints)
            .start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw BenchException.failed(
            "%s: took longer than %d s".formatted(variant.name(), limit.toSeconds()));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    List<String> complaint = lines(complaints, variant);
    return new ImageRun(
        process.exitValue(),
        last(lines(output, variant)),
        Iterables.getLast(complaint, ""),
        OptionalDouble.of(seconds),
        Optional.empty());
  }

  /** An image may say its own name. */
  private static List<String> lines(File file, Variant variant) throws IOException {
    return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.strip().replaceAll("\\p{Cntrl}+", " "))
        .map(line -> line.replace(path(variant.image()), "IMAGE"))
        .map(line -> TIME_STAMP.matcher(line).replaceFirst(""))
        .filter(line -> !line.isEmpty())
        .map(line -> line.substring(0, Math.min(LONGEST_LINE, line.length())))
        .toList();
  }

  private static List<String> last(List<String> lines) {
    return List.copyOf(lines.subList(Math.max(0, lines.size() - ImageRun.COMPARED), lines.size()));
  }
}
