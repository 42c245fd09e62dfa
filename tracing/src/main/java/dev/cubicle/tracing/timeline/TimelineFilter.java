package dev.cubicle.tracing.timeline;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which calls come into a timeline: those whose cubicles or function have one of the names, or one
 * in so many of them.
 *
 * @param names patterns of names; none stands for all
 * @param oneIn every how manieth call, at least 1
 */
public record TimelineFilter(List<Pattern> names, int oneIn) {

  /** Everything. */
  public static final TimelineFilter ALL = new TimelineFilter(List.of(), 1);

  private static final Pattern SAMPLE = Pattern.compile("1/(\\d{1,9})");

  public TimelineFilter {
    names = List.copyOf(names);
    if (oneIn < 1) {
      throw new IllegalArgumentException("1/%d: it is one call in 1 or more".formatted(oneIn));
    }
  }

  /**
   * Reads a list such as {@code vfs,ramfs_*,1/100}, separated by commas: names of cubicles or
   * functions, in which {@code *} and {@code ?} stand for what they do in a shell; and 1/N.
   *
   * @throws IllegalArgumentException with the reason in one line
   */
  public static TimelineFilter parse(String text) {
    final List<Pattern> names = new ArrayList<>();
    int oneIn = 1;
    for (String item : Splitter.on(',').trimResults().split(text)) {
      final var sample = SAMPLE.matcher(item);
      if (sample.matches()) {
        oneIn = Integer.parseInt(sample.group(1));
      } else if (item.isEmpty() || item.contains("/")) {
        throw new IllegalArgumentException(
            "'%s' is neither a name, such as vfs or 'vfs_*', nor 1/N".formatted(item));
      } else {
        names.add(glob(item));
      }
    }
    return new TimelineFilter(names, oneIn);
  }

  private static Pattern glob(String text) {
    final StringBuilder pattern = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                default -> pattern.append(Pattern.quote(Character.toString(c)));
              }
            });
    return Pattern.compile(pattern.toString());
  }

  /** Whether calls of that function are wanted, sampling aside. */
  boolean wants(String from, String to, String function) {
    return names.isEmpty()
        || names.stream()
            .anyMatch(
                name ->
                    name.matcher(from).matches()
                        || name.matcher(to).matches()
                        || name.matcher(function).matches());
  }
}
