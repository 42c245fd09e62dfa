package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.StoppedBy;
import dev.cubicle.attacks.trial.CaseResult;
import java.util.List;

/** Results for people. */
final class ResultTable {

  private ResultTable() {}

  static String of(List<CaseResult> results) {
    final StringBuilder text = new StringBuilder();
    final int width =
        results.stream().mapToInt(result -> result.attack().name().length()).max().orElse(0);
    final String row = "  %-" + width + "s  %-9s  %-7s  %-18s  %s%n";
    for (Attack.Group group : Attack.Group.values()) {
      final List<CaseResult> members =
          results.stream().filter(result -> result.attack().group() == group).toList();
      if (members.isEmpty()) {
        continue;
      }
      text.append(group.title()).append("\n");
      text.append(row.formatted("", "without", "with", "stopped by", "without what"));
      for (CaseResult result : members) {
        text.append(
            row.formatted(
                result.attack().name(),
                without(result),
                with(result),
                result.stoppedBy().map(StoppedBy::text).orElse("-"),
                result.attack().defended().missingIn(result.attack().control())));
        result.problem().ifPresent(problem -> text.append("    FAILED: " + problem + "\n"));
        result
            .attack()
            .untried()
            .ifPresent(why -> text.append("    not tried without: " + why + "\n"));
      }
      text.append("\n");
    }
    return text.append(summary(results)).toString();
  }

  private static String summary(List<CaseResult> results) {
    final long failed = results.stream().filter(result -> result.problem().isPresent()).count();
    final long working = results.stream().filter(result -> result.without().orElse(false)).count();
    final long stopped = results.stream().filter(result -> !result.with()).count();
    return "%d attacks: %d work without the defence, %d are stopped with it; %s%n"
        .formatted(
            results.size(),
            working,
            stopped,
            failed == 0 ? "all as expected" : failed + " NOT as expected");
  }

  /** {@code works}, {@code fails} or {@code not tried}. */
  static String without(CaseResult result) {
    return result.without().map(worked -> worked ? "works" : "fails").orElse("not tried");
  }

  /** {@code stopped} or {@code works}. */
  static String with(CaseResult result) {
    return result.with() ? "works" : "stopped";
  }
}
