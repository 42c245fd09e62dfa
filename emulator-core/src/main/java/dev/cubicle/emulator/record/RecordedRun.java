package dev.cubicle.emulator.record;

import dev.cubicle.mpk.FetchPolicy;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;

/**
 * What was run, as far as a replay needs to know.
 *
 * @param guest as the user named it
 * @param image the program's file; in a record, the copy there
 * @param executable absolute path at which the guest sees the program
 * @param memoryBytes memory of the guest
 * @param protectionKeys whether the processor has them
 * @param policy the control-flow extension
 */
public record RecordedRun(
    String guest,
    Path image,
    String executable,
    long memoryBytes,
    boolean protectionKeys,
    FetchPolicy policy) {

  private static final String VERSION = "version";
  private static final String CURRENT_VERSION = "1";
  private static final String GUEST = "guest";
  private static final String EXECUTABLE = "executable";
  private static final String MEMORY = "memory";
  private static final String KEYS = "protection-keys";
  private static final String POLICY = "fetch-policy";
  private static final String DIGEST = "image-sha256";

  /** The least memory that is believed in, and the most. */
  private static final long LEAST_MEMORY = 1 << 16;

  private static final long MOST_MEMORY = 1L << 42;

  /** Begins a record in a directory that is empty or does not exist. */
  void store(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      if (files.iterator().hasNext()) {
        throw new RecordException(
            "%s holds something; a record wants an empty directory".formatted(directory));
      }
    }
    final Path copy = directory.resolve(Layout.IMAGE);
    Files.copy(image, copy);
    final Properties properties = new Properties();
    properties.setProperty(VERSION, CURRENT_VERSION);
    properties.setProperty(GUEST, guest);
    properties.setProperty(EXECUTABLE, executable);
    properties.setProperty(MEMORY, Long.toString(memoryBytes));
    properties.setProperty(KEYS, Boolean.toString(protectionKeys));
    properties.setProperty(POLICY, policy.option());
    properties.setProperty(DIGEST, digest(copy));
    try (Writer to = Files.newBufferedWriter(directory.resolve(Layout.PROPERTIES))) {
      properties.store(to, "A recorded run of cubicle");
    }
  }

  /**
   * What a record says of itself.
   *
   * @throws RecordException if it is none, or one that cannot be replayed
   */
  public static RecordedRun load(Path directory) {
    final Properties properties = new Properties();
    try (Reader from = Files.newBufferedReader(directory.resolve(Layout.PROPERTIES))) {
      properties.load(from);
    } catch (NoSuchFileException e) {
      throw new RecordException("%s is no record of a run".formatted(directory), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new RecordException(
          "%s: the record cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
    final String version = properties.getProperty(VERSION, "none");
    if (!CURRENT_VERSION.equals(version)) {
      throw new RecordException(
          "%s: a record of version %s; this program reads version %s"
              .formatted(directory, version, CURRENT_VERSION));
    }
    try {
      final Path image = directory.resolve(Layout.IMAGE);
      if (!digest(image).equals(properties.getProperty(DIGEST))) {
        throw new RecordException("%s: the program in the record was changed".formatted(directory));
      }
      final long memory = Long.parseLong(properties.getProperty(MEMORY, ""));
      if (memory < LEAST_MEMORY || memory > MOST_MEMORY) {
        throw new IllegalArgumentException(MEMORY);
      }
      return new RecordedRun(
          properties.getProperty(GUEST, ""),
          image,
          properties.getProperty(EXECUTABLE, ""),
          memory,
          Boolean.parseBoolean(properties.getProperty(KEYS)),
          FetchPolicy.fromOption(properties.getProperty(POLICY, "")));
    } catch (IOException e) {
      throw new RecordException(
          "%s: the program in the record cannot be read".formatted(directory), e);
    } catch (IllegalArgumentException e) {
      throw new RecordException("%s: the record is damaged".formatted(directory), e);
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
