package dev.cubicle.trampolines.build.tool;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The assembler and the linker, run in a directory of their own. */
public final class Toolchain {
  private static final List<String> LINKER =
      List.of(
          "ld",
          "-static",
          "-nostdlib",
          "--build-id=none",
          "--no-dynamic-linker",
          "--no-warn-rwx-segments",
          "-z",
          "noexecstack",
          "-z",
          "norelro",
          "-z",
          "noseparate-code",
          "-z",
          "max-page-size=4096",
          "-z",
          "common-page-size=4096");

  private final Path directory;

  /**
   * @param directory where the programs run; paths are relative to it, so that it leaves no trace
   */
  public Toolchain(Path directory) {
    this.directory = directory;
  }

  /** Assembles a file. */
  public void assemble(String source, String object)
      throws BadInputException, IOException, InterruptedException {
    Result result = run(List.of("as", "--64", "-o", object, source));
    if (result.status() != 0) {
      throw new BadInputException("as: " + result.complaint());
    }
  }

  /**
   * Links an image.
   *
   * @param inputs a file of names of objects
   * @return what ld said, line by line
   * @throws BadInputException with ld's first complaint, in ld's words
   */
  public List<String> link(String script, String inputs, String map, String image)
      throws BadInputException, IOException, InterruptedException {
    Result result =
        run(
            Stream.concat(
                    LINKER.stream(),
                    Stream.of("-T", script, "-Map=" + map, "-o", image, "@" + inputs))
                .toList());
    if (result.status() != 0) {
      throw new BadInputException(result.complaint());
    }
    return result.output();
  }

  private record Result(int status, List<String> output) {
    /** The first line that says what is wrong, without the program's name. */
    String complaint() {
      return output.stream()
          .filter(line -> !line.contains(": in function ") && !line.contains("warning:"))
          .filter(line -> !line.startsWith("Assembler messages"))
          .findFirst()
          .map(line -> line.replaceFirst("^(ld|as): ", ""))
          .orElse("ended with status " + status);
    }
  }

  private Result run(List<String> command)
      throws BadInputException, IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new BadInputException(
          "cannot run %s, of the package binutils: %s"
              .formatted(command.getFirst(), e.getMessage()),
          e);
    }
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output.lines().toList());
    } finally {
      process.destroyForcibly();
    }
  }
}
