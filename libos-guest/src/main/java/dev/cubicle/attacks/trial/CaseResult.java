package dev.cubicle.attacks.trial;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.Optional;

/**
 * What became of an attack with the defence and without it.
 *
 * @param without whether it worked without; empty if that was not tried
 * @param with whether it worked with
 * @param stoppedBy what stopped it with the defence
 * @param withoutEvidence one line; empty if it was not tried
 * @param withEvidence one line
 * @param problem why this is not as it should be, in one line
 */
public record CaseResult(
    Attack attack,
    Optional<Boolean> without,
    boolean with,
    Optional<StoppedBy> stoppedBy,
    String withoutEvidence,
    String withEvidence,
    Optional<String> problem) {

  /**
   * Judges an attack.
   *
   * @param with outcomes with the defence
   * @param without those of the control, in the same order; empty if it was not tried. Either may
   *     be a single one for all, where no image came to be run
   */
  public static CaseResult of(Attack attack, List<Outcome> with, List<Outcome> without) {
    final Optional<Outcome> success = first(with, Outcome.Worked.class);
    final Optional<Outcome> control = first(without, Outcome.Worked.class);
    final Outcome end = success.orElseGet(() -> telling(attack, with));
    final Optional<StoppedBy> stopped =
        end instanceof Outcome.Stopped(StoppedBy by, String _) ? Optional.of(by) : Optional.empty();
    return new CaseResult(
        attack,
        without.isEmpty() ? Optional.empty() : Optional.of(control.isPresent()),
        success.isPresent(),
        stopped,
        without.isEmpty() ? "" : control.orElse(without.getFirst()).evidence(),
        end.evidence(),
        problem(attack, end, without.isEmpty() ? Optional.of(end) : control, without));
  }

  /**
   * Of many attempts most come to nothing by themselves: jumps into the middle of nowhere. It is
   * those that get as far as the defence that count.
   */
  private static Outcome telling(Attack attack, List<Outcome> with) {
    return with.stream()
        .filter(
            outcome ->
                outcome instanceof Outcome.Stopped(StoppedBy by, String _)
                    && by == attack.expected())
        .findFirst()
        .orElse(with.getFirst());
  }

  private static Optional<Outcome> first(List<Outcome> outcomes, Class<? extends Outcome> kind) {
    return outcomes.stream().filter(kind::isInstance).findFirst();
  }

  private static Optional<String> problem(
      Attack attack, Outcome end, Optional<Outcome> control, List<Outcome> without) {
    final String with =
        switch (end) {
          case Outcome.Worked(String evidence) -> "works with the defence: " + evidence;
          case Outcome.Failed(String evidence) -> "ended, but nothing stopped it: " + evidence;
          case Outcome.Stopped(StoppedBy by, String evidence) when by != attack.expected() ->
              "stopped by the %s, not the %s: %s"
                  .formatted(by.text(), attack.expected().text(), evidence);
          case Outcome.Stopped _ -> "";
        };
    if (!with.isEmpty()) {
      return Optional.of(with);
    }
    return control.isPresent()
        ? Optional.empty()
        : Optional.of("does not work without, either: " + without.getFirst().evidence());
  }
}
