package dev.cubicle.trampolines.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of an argument window: {@code fixed + scale * [parameter] * [parameter]} bytes, or a
 * string's.
 *
 * @param fixed bytes
 * @param scale bytes; 1 when no factor is written
 * @param parameters 0 to 2 parameters of the C declaration, from 1
 * @param string up to and with the NUL
 */
record WindowSize(long fixed, long scale, List<Integer> parameters, boolean string) {

  /** The manifest keeps both numbers in 32 bits; no buffer of one call is larger than this. */
  static final long MOST = 1L << 30;

  /** More than any C function of this world has. */
  static final int MOST_PARAMETERS = 127;

  private static final Pattern PARAMETER = Pattern.compile("parameter\\s+(\\d{1,9})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final int LONGEST_TEXT = 100;

  /**
   * Reads {@code "4 * parameter 3"}, {@code "16 + 8 * parameter 3 * parameter 4"}, {@code "128"},
   * {@code "string"}; nothing if it is none of the kind.
   */
  static Optional<WindowSize> parse(String text) {
    if (text.strip().equals("string")) {
      return Optional.of(new WindowSize(0, 1, List.of(), true));
    }
    final String[] terms = text.split("\\+", -1);
    if (text.length() > LONGEST_TEXT || terms.length > 2) {
      return Optional.empty();
    }
    final Optional<WindowSize> first = product(terms[0]);
    return terms.length == 1
        ? first
        : first.flatMap(one -> product(terms[1]).flatMap(other -> sum(one, other)));
  }

  /** A number, or one beside one or two parameters. */
  private static Optional<WindowSize> product(String term) {
    OptionalInt number = OptionalInt.empty();
    final List<Integer> parameters = new ArrayList<>();
    for (String factor : term.split("\\*", -1)) {
      final String word = factor.strip();
      final Matcher parameter = PARAMETER.matcher(word);
      if (parameter.matches() && parameters.size() < 2) {
        parameters.add(Integer.parseInt(parameter.group(1)));
      } else if (NUMBER.matcher(word).matches() && number.isEmpty()) {
        // Too large is as large as too large can be: the limits are checked elsewhere.
        number = OptionalInt.of((int) Math.min(Long.parseLong(word), Integer.MAX_VALUE));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(
        parameters.isEmpty()
            ? new WindowSize(number.getAsInt(), 1, List.of(), false)
            : new WindowSize(0, number.orElse(1), List.copyOf(parameters), false));
  }

  /** One of the two has to be a number alone. */
  private static Optional<WindowSize> sum(WindowSize one, WindowSize other) {
    if (one.parameters.isEmpty() == other.parameters.isEmpty()) {
      return Optional.empty();
    }
    final WindowSize product = one.parameters.isEmpty() ? other : one;
    final WindowSize number = one.parameters.isEmpty() ? one : other;
    return Optional.of(new WindowSize(number.fixed, product.scale, product.parameters, false));
  }

  /** Why no buffer can have this size, in words; nothing if one can. */
  Optional<String> objection() {
    if (string) {
      return Optional.empty();
    }
    if (parameters.isEmpty() && fixed == 0) {
      return Optional.of("a window of 0 bytes opens nothing");
    }
    if (scale == 0) {
      return Optional.of("0 times a parameter is 0 bytes");
    }
    if (fixed > MOST || scale > MOST) {
      return Optional.of("a window has at most 1 GiB");
    }
    return parameters.stream()
        .filter(parameter -> parameter < 1 || parameter > MOST_PARAMETERS)
        .findFirst()
        .map(
            parameter ->
                "parameter %d: parameters are counted from 1 to %d"
                    .formatted(parameter, MOST_PARAMETERS));
  }

  OptionalInt sizeParameter() {
    return parameters.isEmpty() ? OptionalInt.empty() : OptionalInt.of(parameters.getFirst());
  }

  OptionalInt countParameter() {
    return parameters.size() < 2 ? OptionalInt.empty() : OptionalInt.of(parameters.get(1));
  }
}
