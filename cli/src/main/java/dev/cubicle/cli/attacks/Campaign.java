package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.trial.CaseResult;
import dev.cubicle.attacks.trial.Trial;
import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Tries many attacks at a time. */
final class Campaign {

  private final Trial trial;
  private final Consumer<Attack> finished;

  /**
   * @param finished told of each attack that was tried, from any thread
   */
  Campaign(Trial trial, Consumer<Attack> finished) {
    this.trial = trial;
    this.finished = finished;
  }

  /** The results, in the attacks' order. */
  List<CaseResult> run(List<Attack> attacks)
      throws BadInputException, IOException, InterruptedException {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      final List<Future<CaseResult>> pending =
          attacks.stream().map(attack -> pool.submit(() -> judge(attack))).toList();
      final List<CaseResult> results = new ArrayList<>();
      try {
        for (Future<CaseResult> result : pending) {
          results.add(result.get());
        }
        return results;
      } catch (ExecutionException e) {
        pending.forEach(result -> result.cancel(true));
        throw rethrow(e.getCause());
      }
    }
  }

  private CaseResult judge(Attack attack)
      throws BadInputException, IOException, InterruptedException {
    final CaseResult result = trial.judge(attack);
    finished.accept(attack);
    return result;
  }

  private static IllegalStateException rethrow(Throwable cause)
      throws BadInputException, IOException, InterruptedException {
    return switch (cause) {
      case BadInputException e -> throw e;
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }
}
