package dev.cubicle.guests;

import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.policy.Policy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What goes into an image, as one number: the same inputs give the same image. */
final class ImageInputs {

  private final MessageDigest digest;

  private ImageInputs() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String digest(Path file, Policy policy, List<Path> monitor) throws IOException {
    final ImageInputs inputs = new ImageInputs();
    inputs.add(file);
    for (Policy.Component component : policy.components().values()) {
      inputs.addAll(component.files());
    }
    inputs.addAll(monitor);
    inputs.addAll(builder());
    return HexFormat.of().formatHex(inputs.digest.digest());
  }

  /** The builder's own classes, in a directory or an archive. */
  private static List<Path> builder() throws IOException {
    final Path home;
    try {
      home =
          Path.of(ImageBuilder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("where is the builder?", e);
    }
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void addAll(List<Path> files) throws IOException {
    for (Path file : files) {
      add(file);
    }
  }

  private void add(Path file) throws IOException {
    digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(Files.readAllBytes(file));
  }
}
