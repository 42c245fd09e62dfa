package dev.cubicle.bench;

import dev.cubicle.bench.experiment.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error, where that is a terminal. */
final class TerminalProgress implements Progress {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final int REFRESH_MILLISECONDS = 250;

  private final ProgressBar bar;

  private TerminalProgress(ProgressBar bar) {
    this.bar = bar;
  }

  /** A bar over so many turns; one that shows nothing where nobody would see it. */
  static Progress on(String task, int turns) {
    if (!standardErrorIsTerminal()) {
      return new Silent();
    }
    return new TerminalProgress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(turns)
            .setStyle(ProgressBarStyle.ASCII)
            // Redrawing takes time from what is measured.
            .setUpdateIntervalMillis(REFRESH_MILLISECONDS)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build());
  }

  /** {@link java.io.Console} knows of standard input and output only. */
  private static boolean standardErrorIsTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  @Override
  public void starting(String place) {
    bar.setExtraMessage(place);
  }

  @Override
  public void done() {
    bar.step();
  }

  @Override
  public void close() {
    bar.close();
  }

  private static final class Silent implements Progress {
    @Override
    public void starting(String place) {}

    @Override
    public void done() {}

    @Override
    public void close() {}
  }
}
