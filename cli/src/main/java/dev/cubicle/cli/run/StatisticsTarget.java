package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.tracing.statistics.RunStatistics;
import dev.cubicle.tracing.statistics.StatisticsJson;
import dev.cubicle.tracing.statistics.StatisticsTable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
      return new JsonFile(argument, Files.newOutputStream(Path.of(argument)));
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("--stats=%s: %s".formatted(argument, Reasons.of(e)));
    }
  }

  /** For people. */
  record Table() implements StatisticsTarget {
    @Override
    public void write(RunStatistics statistics, Host host) {
      host.err().print(StatisticsTable.of(statistics));
    }
  }

  /** For programs. */
  record JsonFile(String name, OutputStream stream) implements StatisticsTarget {
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
