package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A small cubicle image, assembled and linked by binutils from the text in the resources. */
public final class HandmadeImage {
  private static final String RESOURCES = "/dev/cubicle/trampolines/image/";

  private HandmadeImage() {}

  /** The image as it is. */
  public static byte[] bytes() {
    return bytes(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** The image with its source and linker script changed. */
  public static byte[] bytes(UnaryOperator<String> source, UnaryOperator<String> script) {
    try {
      Path directory = Files.createTempDirectory("handmade-image");
      try {
        return link(directory, source.apply(resource("image.s")), script);
      } finally {
        try (var files = Files.list(directory)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] link(Path directory, String source, UnaryOperator<String> script)
      throws IOException {
    Files.writeString(directory.resolve("image.s"), source);
    Files.writeString(directory.resolve("image.ld"), script.apply(resource("image.ld")));
    run(directory, List.of("as", "--64", "-o", "image.o", "image.s"));
    run(
        directory,
        List.of(
            "ld",
            "-static",
            "-z",
            "noexecstack",
            "-z",
            "max-page-size=4096",
            "--no-warn-rwx-segments",
            "-T",
            "image.ld",
            "-o",
            "image",
            "image.o"));
    return Files.readAllBytes(directory.resolve("image"));
  }

  private static void run(Path directory, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = HandmadeImage.class.getResourceAsStream(RESOURCES + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * The image with other bytes at an address, which may lie beside a PT_LOAD in one of its pages.
   */
  public static byte[] patched(byte[] image, long address, byte... patch) {
    try {
      ProgramHeader load =
          CubicleImage.read(ByteBuffer.wrap(image)).loads().stream()
              .filter(header -> header.pageStart() <= address && address < header.pageEnd())
              .findFirst()
              .orElseThrow();
      byte[] copy = image.clone();
      long remaining = Math.min(patch.length, load.pageEnd() - address);
      System.arraycopy(
          patch, 0, copy, (int) (load.offset() + address - load.address()), (int) remaining);
      if (remaining < patch.length) {
        byte[] rest = Arrays.copyOfRange(patch, (int) remaining, patch.length);
        return patched(copy, load.pageEnd(), rest);
      }
      return copy;
    } catch (BadInputException e) {
      throw new AssertionError(e);
    }
  }
}
