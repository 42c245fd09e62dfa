package dev.cubicle.cli.run;

import com.google.common.base.Strings;
import com.google.common.primitives.Ints;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.tracing.statistics.RunStatistics;
import dev.cubicle.tracing.statistics.StatisticsJson;
import dev.cubicle.tracing.statistics.StatisticsTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where the statistics of {@code --stats[=FILE]} go. */
sealed interface StatisticsTarget extends AutoCloseable {

  void write(RunStatistics statistics, Host host) throws IOException;

  @Override
  default void close() throws IOException {}

  /**
   * Opens the target: what cannot be written is better known before the run than after it.
   *
   * @param argument FILE; empty for a table on standard error
   */
  static StatisticsTarget open(String argument) throws UsageException {
    if (argument.isEmpty()) {
      return new Table();
    }
    try {
      final OutputStream stream = Files.newOutputStream(Path.of(argument));
      return argument.endsWith(".json") ? new JsonFile(stream) : new TableFile(stream);
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("--stats=%s: %s".formatted(argument, Reasons.of(e)));
    }
  }

  /** For people. */
  record Table() implements StatisticsTarget {
    @Override
    public void write(RunStatistics statistics, Host host) {
      host.err().print(StatisticsTable.of(statistics, width(host)));
    }

    /** Columns of the terminal, where the shell says so. */
    private static int width(Host host) {
      final Integer columns =
          Ints.tryParse(Strings.nullToEmpty(host.environment().apply("COLUMNS")));
      return columns == null ? StatisticsTable.USUAL_WIDTH : columns;
    }
  }

  /** For people, later. */
  record TableFile(OutputStream stream) implements StatisticsTarget {
    private static final int WIDTH = 120;

    @Override
    public void write(RunStatistics statistics, Host host) throws IOException {
      stream.write(StatisticsTable.of(statistics, WIDTH).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** For programs. */
  record JsonFile(OutputStream stream) implements StatisticsTarget {
    @Override
    public void write(RunStatistics statistics, Host host) throws IOException {
      final OutputStream buffered = new BufferedOutputStream(stream);
      StatisticsJson.write(statistics, buffered);
      buffered.flush();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
