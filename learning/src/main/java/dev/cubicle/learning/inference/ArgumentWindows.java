package dev.cubicle.learning.inference;

import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.SizeRule;
import java.util.ArrayList;
import java.util.List;

/** Chooses the sizes of the windows of one argument. */
final class ArgumentWindows {

  private ArgumentWindows() {}

  /**
   * The windows that cover all accesses. One rule for all is sought first; what no rule covers gets
   * a window of as many bytes as were touched.
   *
   * @param parameter from 1
   * @param observations that the argument explains
   */
  static List<Grant> of(FunctionRow function, int parameter, List<Observation> observations) {
    final List<SizeRule> rules = function.parameters().get(parameter - 1).rules();
    final List<Grant> windows = new ArrayList<>();
    List<Observation> left = new ArrayList<>(observations);
    while (!left.isEmpty()) {
      final int rule = best(rules, left);
      final List<Observation> covered =
          rule < 0 ? List.copyOf(left) : left.stream().filter(o -> covers(o, rule, rules)).toList();
      final String size =
          rule < 0
              ? Long.toString(covered.stream().mapToLong(Observation::extent).max().orElse(1))
              : rules.get(rule).text();
      windows.add(
          new Grant.Window(
              function.name(),
              parameter,
              size,
              covered.stream().anyMatch(o -> o.subject().write()),
              covered.stream().anyMatch(o -> o.subject().explanation().orElseThrow().deep()),
              covered));
      left = left.stream().filter(o -> !covered.contains(o)).toList();
    }
    return windows;
  }

  /** The rule that covers most, then the one that was exact most often; −1 if none covers any. */
  private static int best(List<SizeRule> rules, List<Observation> left) {
    int best = -1;
    long most = 0;
    long exact = 0;
    for (int i = 0; i < rules.size(); i++) {
      long count = 0;
      long right = 0;
      for (Observation observation : left) {
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
