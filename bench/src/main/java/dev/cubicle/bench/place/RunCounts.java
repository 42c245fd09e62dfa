package dev.cubicle.bench.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the monitor of a cubicle image counted in one emulated run.
 *
 * @param calls between cubicles
 * @param switches WRPKRU instructions
 * @param faults on keys
 * @param retags pages that changed their key
 * @param argumentWindows windows opened for a call
 */
public record RunCounts(long calls, long switches, long faults, long retags, long argumentWindows) {

  /**
   * Runs a guest once for its counts.
   *
   * @param launcher the {@code cubicle} command
   */
  public static RunCounts of(Path launcher, GuestCommand command)
      throws BenchException, InterruptedException {
    Path file = null;
    try {
      file = Files.createTempFile("cubicle-counts", ".json");
      List<String> line = new ArrayList<>(List.of(launcher.toString(), "run", "--stats=" + file));
      command
          .environment()
          .forEach((name, value) -> line.addAll(List.of("--env", name + "=" + value)));
      line.add(command.guest());
      line.addAll(command.arguments());
      Process process =
          new ProcessBuilder(line)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int status = process.waitFor();
      if (status != 0) {
        throw BenchException.failed(command + " with --stats ended with status " + status);
      }
      return read(new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw BenchException.failed(command + " with --stats: " + OneLine.of(e.getMessage()));
    } finally {
      delete(file);
    }
  }

  /** From the JSON of {@code --stats}. */
  public static RunCounts read(JsonNode statistics) throws BenchException {
    JsonNode monitor = statistics.path("monitor");
    if (monitor.isMissingNode()) {
      throw BenchException.failed("the statistics of a run say nothing of a monitor");
    }
    return new RunCounts(
        monitor.path("calls").asLong(),
        monitor.path("switches").asLong(),
        monitor.path("faults").asLong(),
        monitor.path("retags").asLong(),
        monitor.path("argumentWindows").asLong());
  }

  private static void delete(Path file) {
    if (file != null) {
      file.toFile().delete();
    }
  }
}
