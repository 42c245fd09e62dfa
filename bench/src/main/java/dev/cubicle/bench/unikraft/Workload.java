package dev.cubicle.bench.unikraft;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What every variant of an image is run with.
 *
 * @param words for the report's title
 * @param arguments of the image
 * @param lastLine of its output, where it is known
 */
public record Workload(String words, List<String> arguments, Optional<String> lastLine) {

  /**
   * As many statements as surely fit in one argument: Linux takes 128 KiB (MAX_ARG_STRLEN in
   * include/uapi/linux/binfmts.h).
   */
  public static final int MOST_INSERTS = 3500;

  private static final String DATABASE = "/file.db";

  public Workload {
    arguments = ImmutableList.copyOf(arguments);
  }

  /** Single INSERTs into a table of SQLite's on the RAM file system, each its own transaction. */
  public static Workload inserts(int count) {
    String statements =
        IntStream.range(0, count)
            .mapToObj("insert into t values(%1$d,'r%1$d');"::formatted)
            .collect(
                Collectors.joining("", "create table t(a,b);", "select count(*),sum(a) from t;"));
    return new Workload(
        "%d single INSERTs".formatted(count),
        List.of(DATABASE, statements),
        Optional.of("%d|%d".formatted(count, (long) count * (count - 1) / 2)));
  }

  /** One run, with arguments that a user chose. */
  public static Workload of(List<String> arguments) {
    return new Workload(
        arguments.isEmpty()
            ? "a run without arguments"
            : "a run with " + String.join(" ", arguments),
        arguments,
        Optional.empty());
  }
}
