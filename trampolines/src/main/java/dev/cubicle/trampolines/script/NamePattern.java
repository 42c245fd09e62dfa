package dev.cubicle.trampolines.script;

/**
 * A pattern for section names, as ld and the shell have it: {@code *} stands for any characters,
 * {@code ?} for one, {@code [0-9]} for one of these, {@code [^0-9]} and {@code [!0-9]} for one of
 * the others.
 */
public record NamePattern(String text) {

  /** Whether it matches the whole name. Takes time in proportion to the product of the lengths. */
  public boolean matches(String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < name.length()) {
      final int next = at < text.length() && text.charAt(at) != '*' ? one(at, name.charAt(in)) : -1;
      if (next >= 0) {
        at = next;
        in++;
      } else if (at < text.length() && text.charAt(at) == '*') {
        star = ++at;
        resume = in;
      } else if (star >= 0) {
        at = star;
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }

  /** Where the pattern goes on if what stands there matches the letter; else -1. */
  private int one(int at, char letter) {
    final char wanted = text.charAt(at);
    if (wanted == '?') {
      return at + 1;
    }
    final int close = wanted == '[' ? closing(at) : -1;
    if (close < 0) {
      return wanted == letter ? at + 1 : -1;
    }
    int i = at + 1;
    final boolean others = text.charAt(i) == '^' || text.charAt(i) == '!';
    if (others) {
      i++;
    }
    boolean found = false;
    while (i < close) {
      final char low = text.charAt(i);
      if (i + 2 < close && text.charAt(i + 1) == '-') {
        found |= letter >= low && letter <= text.charAt(i + 2);
        i += 3;
      } else {
        found |= letter == low;
        i++;
      }
    }
    return found != others ? close + 1 : -1;
  }

  /** The bracket that ends a set; one that comes first is a member. */
  private int closing(int open) {
    int first = open + 1;
    if (first < text.length() && (text.charAt(first) == '^' || text.charAt(first) == '!')) {
      first++;
    }
    return text.indexOf(']', first + 1);
  }
}
