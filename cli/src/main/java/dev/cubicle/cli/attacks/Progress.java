package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.Attack;
import dev.cubicle.cli.Host;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how many attacks were tried, on a terminal. */
final class Progress implements AutoCloseable {

  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  static Progress of(Host host, int attacks) {
    final boolean terminal =
        System.console() != null && System.console().isTerminal() && host.err() == System.err;
    return new Progress(
        terminal
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("attacks")
                    .setInitialMax(attacks)
                    .setStyle(ProgressBarStyle.ASCII)
                    .clearDisplayOnFinish()
                    .build())
            : Optional.empty());
  }

  /** One more; from any thread. */
  void finished(Attack attack) {
    bar.ifPresent(
        shown -> {
          shown.setExtraMessage(attack.name());
          shown.step();
        });
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
