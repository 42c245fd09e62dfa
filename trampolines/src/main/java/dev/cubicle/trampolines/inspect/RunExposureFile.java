package dev.cubicle.trampolines.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.RunExposure.Area;
import dev.cubicle.trampolines.inspect.RunExposure.Owned;
import dev.cubicle.trampolines.inspect.RunExposure.Pair;
import dev.cubicle.trampolines.inspect.RunExposure.Span;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A run's exposure as a JSON file, the components of {@link RunExposure} by their names. */
public final class RunExposureFile {

  private static final long MAXIMUM_SIZE = 64 << 20;
  private static final long PAGE = RunExposure.PAGE;

  /** Guest addresses are below this (47 bits). */
  private static final long ADDRESSES = 1L << 47;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private RunExposureFile() {}

  /** What tells an image from all others. */
  public static String fingerprint(CubicleImage image) {
    return Hashing.sha256().hashBytes(bytes(image)).toString();
  }

  private static byte[] bytes(CubicleImage image) {
    final var all = image.fileBytes(0, Long.MAX_VALUE);
    final byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    return bytes;
  }

  /** Writes it all; the stream stays open. */
  public static void write(RunExposure exposure, OutputStream stream) throws IOException {
    stream.write(MAPPER.writeValueAsBytes(exposure));
    stream.write('\n');
  }

  /**
   * Reads what a run of that image left behind, whoever wrote the file.
   *
   * @throws BadInputException if it is something else, or of another image
   */
  public static RunExposure read(Path file, CubicleImage image) throws BadInputException {
    final RunExposure read;
    try {
      if (Files.size(file) > MAXIMUM_SIZE) {
        throw new BadInputException(
            "%s: is larger than 64 MiB; no run leaves that".formatted(file));
      }
      read = MAPPER.readValue(Files.readAllBytes(file), RunExposure.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new BadInputException(
          "%s: is not what ./cubicle run --exposure writes".formatted(file), e);
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read".formatted(file), e);
    }
    if (read != null && read.image() != null && !read.image().equals(fingerprint(image))) {
      throw new BadInputException(
          "%s: is of a run of another image than %s".formatted(file, image.name()));
    }
    if (read == null || read.image() == null || !sound(read, image.manifest().cubicles())) {
      throw new BadInputException(
          "%s: is not what ./cubicle run --exposure writes, or was changed".formatted(file));
    }
    return read;
  }

  private static boolean sound(RunExposure read, List<Manifest.Cubicle> cubicles) {
    return read.cubicles().size() == cubicles.size()
        && read.cubicles().stream()
            .map(Owned::areas)
            .flatMap(List::stream)
            .allMatch(RunExposureFile::sound)
        && read.pairs().stream().allMatch(pair -> sound(pair, cubicles.size()))
        && read.stops().stream()
            .allMatch(
                stop ->
                    isNumber(stop.cubicle(), cubicles.size())
                        && Stream.concat(stop.reached().stream(), stop.kept().stream())
                            .allMatch(
                                victim ->
                                    isNumber(victim.owner(), cubicles.size())
                                        && sound(victim.start(), victim.pages())));
  }

  private static boolean sound(Area area) {
    return sound(area.start(), area.pages());
  }

  private static boolean sound(Pair pair, int cubicles) {
    return isNumber(pair.accessor(), cubicles)
        && isNumber(pair.owner(), cubicles)
        && Stream.concat(pair.readable().stream(), pair.writable().stream())
            .allMatch(RunExposureFile::sound);
  }

  private static boolean sound(Span span) {
    return sound(span.start(), span.pages());
  }

  private static boolean sound(long start, long pages) {
    return start >= 0
        && start % PAGE == 0
        && start < ADDRESSES
        && pages > 0
        && pages <= (ADDRESSES - start) / PAGE;
  }

  private static boolean isNumber(int cubicle, int cubicles) {
    return cubicle >= 0 && cubicle < cubicles;
  }
}
