package dev.cubicle.trampolines.policy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.google.common.base.Suppliers;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.NearestNames;
import dev.cubicle.trampolines.text.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy file: its text, and complaints about its keys. */
final class PolicySource {

  /** Policies have a few kilobytes; more is a mistake, or meant to exhaust memory. */
  private static final int MOST_BYTES = 1 << 20;

  /** Tables within tables, arrays within arrays. */
  private static final int DEEPEST = 16;

  private static final TomlMapper MAPPER = mapper();

  private final Path file;
  private final String text;
  private final Supplier<KeyLines> lines;

  private PolicySource(Path file, String text) {
    this.file = file;
    this.text = text;
    this.lines = Suppliers.memoize(() -> new KeyLines(text));
  }

  /** Reads the whole file; UTF-8, at most 1 MiB. */
  static PolicySource read(Path file) throws BadInputException {
    if (!Files.exists(file)) {
      throw new BadInputException(file + ": there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": is not a file; name a policy");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      final byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new BadInputException(file + ": is larger than 1 MiB, which no policy is");
      }
      return of(file, bytes);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The policy that these bytes would be, if they were in that file. */
  static PolicySource of(Path file, byte[] bytes) throws BadInputException {
    try {
      return new PolicySource(
          file, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": is not UTF-8 text, as a policy has to be", e);
    }
  }

  private static TomlMapper mapper() {
    final TomlMapper.Builder builder =
        TomlMapper.builder(
                TomlFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      builder.withCoercionConfig(
          LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
    }
    return builder.build();
  }

  Path file() {
    return file;
  }

  /** The keys as they are written, all of them known ones, with values of the right types. */
  PolicyDocument parse() throws BadInputException {
    try {
      return MAPPER.readValue(text, PolicyDocument.class);
    } catch (UnrecognizedPropertyException e) {
      throw unknownKey(e.getPropertyName(), e.getKnownPropertyIds(), keys(e));
    } catch (MismatchedInputException e) {
      throw at(keys(e), "expected " + expected(e.getTargetType()));
    } catch (JsonMappingException e) {
      throw at(keys(e), firstLine(e));
    } catch (JsonProcessingException e) {
      throw new BadInputException(place(line(e)) + firstLine(e), e);
    }
  }

  private BadInputException unknownKey(String key, Collection<Object> known, List<String> path) {
    final List<String> names = known.stream().map(Object::toString).sorted().toList();
    final List<String> near = NearestNames.of(key, names);
    return new BadInputException(
        place(path.subList(0, Math.max(0, path.size() - 1)), path)
            + "there is no key %s here; %s"
                .formatted(
                    Quoted.of(key),
                    near.isEmpty()
                        ? "known are " + String.join(", ", names)
                        : "did you mean " + String.join(" or ", near) + "?"));
  }

  private BadInputException at(List<String> path, String message) {
    return new BadInputException(place(path) + message);
  }

  /** What a complaint about the value of a key begins with: {@code FILE:LINE: KEY: }. */
  String place(List<String> path) {
    return place(path, path);
  }

  private String place(List<String> shown, List<String> place) {
    final String key = shown.isEmpty() ? "" : shownPath(shown) + ": ";
    return place(lines.get().of(place)) + key;
  }

  /** {@code file:line: }. */
  private String place(int line) {
    return line == 0 ? file + ": " : file + ":" + line + ": ";
  }

  /** As a person would write it, names of any length and kind made harmless. */
  private static String shownPath(List<String> path) {
    return path.stream()
        .map(
            key ->
                key.matches("\\d{1,6}")
                    ? "#" + (Integer.parseInt(key) + 1)
                    : key.matches("[A-Za-z0-9_-]{1,64}") ? key : Quoted.of(key))
        .collect(Collectors.joining("."));
  }

  private static List<String> keys(JsonMappingException e) {
    return e.getPath().stream()
        .flatMap(
            reference ->
                reference.getFieldName() != null
                    ? Stream.of(reference.getFieldName())
                    : Stream.of(Integer.toString(reference.getIndex())))
        .toList();
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type == String.class) {
      return "text in quotes";
    }
    if (type == Integer.class) {
      return "a whole number";
    }
    return Collection.class.isAssignableFrom(type) ? "a list: [\"…\"]" : "a table";
  }

  private static int line(JacksonException e) {
    if (e.getLocation() == null) {
      return 0;
    }
    // A complaint about a whole line comes when the parser has reached the next one.
    final int line = e.getLocation().getLineNr();
    return Math.max(0, e.getLocation().getColumnNr() <= 1 && line > 1 ? line - 1 : line);
  }

  private static String firstLine(JacksonException e) {
    final String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    final String line = message.lines().findFirst().orElse("this is not TOML");
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
