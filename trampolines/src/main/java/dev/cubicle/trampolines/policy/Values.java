package dev.cubicle.trampolines.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.NearestNames;
import dev.cubicle.trampolines.text.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks of single values, with complaints that name file, line and key. */
final class Values {

  /**
   * Names get into symbols, section names and linker scripts: what C takes for an identifier is
   * what all of them take.
   */
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** With the source file before it, and the number that GCC puts behind names in functions. */
  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z0-9_.+-]+:)?[A-Za-z_][A-Za-z0-9_]*(\\.[0-9]+)?");

  /** Stands for all cubicles in a list of them. */
  static final String ALL = "*";

  private static final int LONGEST_NAME = 64;

  /** C++ names are mangled into long ones. */
  private static final int LONGEST_SYMBOL = 1024;

  private final PolicySource source;
  private final Map<List<String>, List<String>> origins;

  Values(PolicySource source) {
    this(source, Map.of());
  }

  /**
   * @param origins of rows, by the first two keys of their paths: where they stand in the file, if
   *     elsewhere
   */
  Values(PolicySource source, Map<List<String>, List<String>> origins) {
    this.source = source;
    this.origins = origins;
  }

  /** About the value of the key at the path. */
  BadInputException at(String message, Object... path) {
    return new BadInputException(place(path) + message);
  }

  /** What a complaint about the value of the key at the path begins with. */
  String place(Object... path) {
    final List<String> keys = Arrays.stream(path).map(Object::toString).toList();
    if (keys.size() < 2) {
      return source.place(keys);
    }
    final List<String> row = keys.subList(0, 2);
    final List<String> place = new ArrayList<>(origins.getOrDefault(row, row));
    place.addAll(keys.subList(2, keys.size()));
    return source.place(place);
  }

  /** A name of our own: a cubicle's, a component's. */
  String name(String text, Object... path) throws BadInputException {
    return identifier(text, LONGEST_NAME, path);
  }

  /** A function or datum of C. */
  String symbol(String text, Object... path) throws BadInputException {
    return identifier(text, LONGEST_SYMBOL, path);
  }

  /** A variable of C: {@code name}, {@code name.12}, or {@code file.c:name} for a static one. */
  String variable(String text, Object... path) throws BadInputException {
    if (text == null) {
      throw at("the key is missing", path);
    }
    if (text.length() > LONGEST_SYMBOL || !VARIABLE.matcher(text).matches()) {
      throw at(
          "%s is not a C identifier of at most %d characters, nor such as \"file.c:name\""
              .formatted(Quoted.of(text), LONGEST_SYMBOL),
          path);
    }
    return text;
  }

  private String identifier(String text, int longest, Object... path) throws BadInputException {
    if (text == null) {
      throw at("the key is missing", path);
    }
    if (text.length() > longest || !IDENTIFIER.matcher(text).matches()) {
      throw at(
          "%s is not a C identifier of at most %d characters (letters, digits, _)"
              .formatted(Quoted.of(text), longest),
          path);
    }
    return text;
  }

  /** One of the cubicles, by name. */
  Policy.Cubicle cubicle(String name, List<Policy.Cubicle> cubicles, Object... path)
      throws BadInputException {
    for (Policy.Cubicle cubicle : cubicles) {
      if (cubicle.name().equals(name)) {
        return cubicle;
      }
    }
    final List<String> names = cubicles.stream().map(Policy.Cubicle::name).toList();
    throw at("there is no cubicle %s%s".formatted(Quoted.of(name), nearest(name, names)), path);
  }

  /** One that can be given something: shared ones run as whoever calls them. */
  void caller(String name, List<Policy.Cubicle> cubicles, Object... path) throws BadInputException {
    if (cubicle(name, cubicles, path).kind() == Policy.Kind.SHARED) {
      throw at(
          "cubicle %s is shared: its code runs as whoever calls it; name the callers"
              .formatted(name),
          path);
    }
  }

  /** The cubicles that get something of {@code owner}: all others for {@code ["*"]}. */
  Set<String> receivers(
      List<String> names, String owner, List<Policy.Cubicle> cubicles, Object... path)
      throws BadInputException {
    if (names == null || names.isEmpty()) {
      throw at("to whom? Name cubicles, or \"*\" for all", path);
    }
    if (names.equals(List.of(ALL))) {
      return cubicles.stream()
          .filter(cubicle -> cubicle.kind() != Policy.Kind.SHARED)
          .map(Policy.Cubicle::name)
          .filter(name -> !name.equals(owner))
          .collect(ImmutableSet.toImmutableSet());
    }
    final ImmutableSet.Builder<String> receivers = ImmutableSet.builder();
    for (String name : names) {
      caller(String.valueOf(name), cubicles, path);
      if (name.equals(owner)) {
        throw at("%s owns it already".formatted(owner), path);
      }
      receivers.add(name);
    }
    return receivers.build();
  }

  static String nearest(String text, Collection<String> known) {
    final List<String> near = NearestNames.of(text, List.copyOf(known));
    if (!near.isEmpty()) {
      return "; did you mean " + String.join(" or ", near) + "?";
    }
    return known.size() > 40 ? "" : "; there are " + String.join(", ", known);
  }

  /** A word that stands for a constant: in lower case, hyphens for underscores. */
  <E extends Enum<E>> E word(Class<E> type, String text, E otherwise, Object... path)
      throws BadInputException {
    if (text == null) {
      return otherwise;
    }
    final List<String> words = Arrays.stream(type.getEnumConstants()).map(Values::wordOf).toList();
    final int index = words.indexOf(text);
    if (index < 0) {
      throw at("%s: expected %s".formatted(Quoted.of(text), String.join(" or ", words)), path);
    }
    return type.getEnumConstants()[index];
  }

  private static String wordOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A number within limits. */
  int number(Integer value, int least, int most, int otherwise, Object... path)
      throws BadInputException {
    if (value == null) {
      return otherwise;
    }
    if (value < least || value > most) {
      throw at("%d: expected %d to %d".formatted(value, least, most), path);
    }
    return value;
  }

  /** Whole pages: a size within limits, rounded up to a multiple of 4096 bytes. */
  long pages(Optional<JsonNode> value, long most, long otherwise, Object... path)
      throws BadInputException {
    if (value.isEmpty()) {
      return otherwise;
    }
    final OptionalLong size = ByteSize.parse(value.get());
    if (size.isEmpty()) {
      throw at("%s is not a size; write %s".formatted(shown(value.get()), ByteSize.EXAMPLES), path);
    }
    if (size.getAsLong() == 0) {
      throw at("0 bytes are too few", path);
    }
    if (size.getAsLong() > most) {
      throw at("%s is more than %d MiB, the most".formatted(shown(value.get()), most >> 20), path);
    }
    return (size.getAsLong() + 4095) & -4096;
  }

  static String shown(JsonNode value) {
    return value.isContainerNode() ? "this" : Quoted.of(value.asText());
  }
}
