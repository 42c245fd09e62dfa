package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Phrases that text and drawing have in common. */
final class Words {

  private static final List<String> REGISTERS = List.of("RDI", "RSI", "RDX", "RCX", "R8", "R9");

  private Words() {}

  /** A name cut to a width; its end, which often tells it from others, is kept. */
  static String cut(String name, int width) {
    return name.length() <= width
        ? name
        : name.substring(0, width - 6) + ".." + name.substring(name.length() - 4);
  }

  /** Bytes as {@code 12K} or {@code 64M}; {@code -} for none. */
  static String size(long bytes) {
    if (bytes == 0) {
      return "-";
    }
    if (bytes < 10L << 20) {
      return ((bytes + 1023) >> 10) + "K";
    }
    return bytes < 10L << 30 ? (bytes >> 20) + "M" : (bytes >> 30) + "G";
  }

  static String kind(Overview.Cubicle cubicle) {
    return cubicle.row().kind().name().toLowerCase(Locale.ROOT);
  }

  /** Whether it has pages and rights of its own. */
  static boolean isolated(Overview.Cubicle cubicle) {
    return cubicle.row().kind() == Policy.Kind.ISOLATED;
  }

  static String key(Overview.Cubicle cubicle) {
    final OptionalInt key = cubicle.key();
    return key.isPresent() ? Integer.toString(key.getAsInt()) : "varies";
  }

  static String plural(long count, String thing) {
    return "%,d %s%s".formatted(count, thing, count == 1 ? "" : "s");
  }

  /** Such as {@code RSI: 4 * RDX bytes, written, passed on}. */
  static String window(Manifest.ArgumentWindow window) {
    final List<String> words = new ArrayList<>();
    words.add(
        window.where().isPresent()
            ? place(window.where().getAsInt()) + ": " + size(window)
            : "the caller's stack: " + window.fixed() + " bytes from its RSP");
    words.add(window.write() ? "read and written" : "read");
    if (window.transitive()) {
      words.add("by callees too");
    }
    switch (window.mapping()) {
      case FAULT -> {}
      case CALL -> words.add("mapped at the call");
      case COPY -> words.add("a copy");
    }
    return String.join(", ", words);
  }

  private static String size(Manifest.ArgumentWindow window) {
    if (window.string()) {
      return "a string";
    }
    final List<String> factors = new ArrayList<>();
    Stream.of(window.sizeWhere(), window.countWhere())
        .filter(OptionalInt::isPresent)
        .forEach(where -> factors.add(place(where.getAsInt())));
    if (factors.isEmpty()) {
      return window.fixed() + " bytes";
    }
    if (window.scale() != 1) {
      factors.addFirst(Long.toString(window.scale()));
    }
    return (window.fixed() == 0 ? "" : window.fixed() + " + ")
        + String.join(" * ", factors)
        + " bytes";
  }

  private static String place(int where) {
    return where < REGISTERS.size()
        ? REGISTERS.get(where)
        : "stack word " + (where - REGISTERS.size());
  }

  /** Items joined by a separator, broken into lines of a width; an item is never broken. */
  static List<String> wrap(List<String> items, String separator, int width) {
    final List<String> lines = new ArrayList<>();
    final StringBuilder line = new StringBuilder();
    for (String item : items) {
      if (!line.isEmpty() && line.length() + separator.length() + item.length() > width) {
        lines.add((line + separator).stripTrailing());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : separator).append(item);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
