package dev.cubicle.learning.inference;

import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.SizeRule;
import java.util.List;
import java.util.Optional;

/**
 * The window of one argument: a policy has one for each.
 *
 * @param window absent if no observation needs one
 * @param left what it does not cover
 */
record ArgumentWindow(Optional<Grant.Window> window, List<Observation> left) {
  /** A number of bytes that nothing but the run speaks for is not larger: 16 pages. */
  private static final long LARGEST = 16 * 4096;

  /**
   * One rule for all accesses is sought first, then a number of bytes for all, then the rule for
   * most.
   *
   * @param parameter from 1
   * @param observations that the argument explains
   */
  static ArgumentWindow of(FunctionRow function, int parameter, List<Observation> observations) {
    if (observations.isEmpty()) {
      return new ArgumentWindow(Optional.empty(), List.of());
    }
    final List<SizeRule> rules = function.parameters().get(parameter - 1).rules();
    final int best = best(rules, observations);
    final List<Observation> covered =
        best < 0 ? List.of() : observations.stream().filter(o -> covers(o, best, rules)).toList();
    if (covered.size() == observations.size()) {
      return window(function, parameter, rules.get(best), covered, List.of());
    }
    final long extent = observations.stream().mapToLong(Observation::extent).max().orElse(1);
    if (extent <= LARGEST) {
      return window(function, parameter, new SizeRule.Fixed(extent), observations, List.of());
    }
    if (covered.isEmpty()) {
      return new ArgumentWindow(Optional.empty(), observations);
    }
    return window(
        function,
        parameter,
        rules.get(best),
        covered,
        observations.stream().filter(o -> !covered.contains(o)).toList());
  }

  private static ArgumentWindow window(
      FunctionRow function,
      int parameter,
      SizeRule size,
      List<Observation> covered,
      List<Observation> left) {
    return new ArgumentWindow(
        Optional.of(
            new Grant.Window(
                function.name(),
                parameter,
                size.text(),
                covered.stream().anyMatch(o -> o.subject().write()),
                covered.stream().anyMatch(o -> o.subject().explanation().orElseThrow().deep()),
                covered)),
        left);
  }

  /** The rule that covers most, then the one that was exact most often; −1 if none covers any. */
  private static int best(List<SizeRule> rules, List<Observation> observations) {
    int best = -1;
    long most = 0;
    long exact = 0;
    for (int i = 0; i < rules.size(); i++) {
      long count = 0;
      long right = 0;
      for (Observation observation : observations) {
        if (covers(observation, i, rules)) {
          count++;
          right += observation.exact(i);
        }
      }
      if (count > most || (count == most && count > 0 && right > exact)) {
        best = i;
        most = count;
        exact = right;
      }
    }
    return best;
  }

  /** What is written is no string. */
  private static boolean covers(Observation observation, int rule, List<SizeRule> rules) {
    return (observation.subject().explanation().orElseThrow().rules() >> rule & 1) != 0
        && !(observation.subject().write() && rules.get(rule) instanceof SizeRule.Text);
  }
}
