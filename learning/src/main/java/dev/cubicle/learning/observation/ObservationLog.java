package dev.cubicle.learning.observation;

import dev.cubicle.learning.observation.AccessRun.Candidate;
import dev.cubicle.trampolines.dwarf.ParameterKind;
import dev.cubicle.trampolines.dwarf.ParameterKind.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts accesses by their subject. */
final class ObservationLog {
  private static final long PAGE = 4096;
  private static final long FARTHEST = 16 * PAGE;

  /**
   * How far behind a buffer's end it is still the buffer: code reads strings, and copies, by words
   * and by vectors. No page is crossed by it.
   */
  private static final long OVERSHOOT = 16;

  private final Map<Subject, Tally> tallies = new LinkedHashMap<>();

  /** An argument whose buffer the accesses are in, if only for being near it. */
  private record Guess(Candidate candidate, long rules) {}

  void add(AccessRun run) {
    final Optional<Guess> guess = guess(run);
    final Optional<Explanation> explanation =
        guess.map(
            g ->
                new Explanation(
                    g.candidate().call().function(),
                    g.candidate().parameter() + 1,
                    g.rules(),
                    g.candidate().deep()));
    final Subject subject =
        new Subject(
            run.accessor(),
            run.place().owner(),
            run.place().part(),
            run.place().symbol(),
            run.write(),
            run.kernel(),
            explanation);
    final int rules = guess.map(g -> rules(g.candidate()).size()).orElse(0);
    final Tally tally = tallies.computeIfAbsent(subject, s -> new Tally(s, run.sighting(), rules));
    tally.add(run.count(), guess.map(g -> extent(run, g.candidate())).orElse(0L));
    guess.ifPresent(g -> countExact(tally, run, g.candidate()));
  }

  /** The innermost call of which a rule covers the accesses; or else which is near. */
  private static Optional<Guess> guess(AccessRun run) {
    Optional<Guess> near = Optional.empty();
    for (Candidate candidate : run.candidates()) {
      if (candidate.call().value(candidate.parameter()) > run.low()) {
        continue;
      }
      final long rules = covering(run, candidate);
      if (rules != 0) {
        return Optional.of(new Guess(candidate, rules));
      }
      if (near.isEmpty() && extent(run, candidate) <= farthest(candidate)) {
        near = Optional.of(new Guess(candidate, 0));
      }
    }
    return near;
  }

  /**
   * How far from an argument an access may be for which no rule has an explanation: a structure may
   * be part of a larger one, and bytes may be as many as both sides know.
   */
  private static long farthest(Candidate candidate) {
    final boolean sized =
        candidate.call().row().parameters().get(candidate.parameter()).kind()
                instanceof ParameterKind.Pointer(Target target, long size, _)
            && target == Target.OBJECT
            && size > 0;
    return sized ? PAGE : FARTHEST;
  }

  private static List<SizeRule> rules(Candidate candidate) {
    return candidate.call().row().parameters().get(candidate.parameter()).rules();
  }

  private static long extent(AccessRun run, Candidate candidate) {
    return run.high() - candidate.call().value(candidate.parameter());
  }

  private static long covering(AccessRun run, Candidate candidate) {
    final List<SizeRule> rules = rules(candidate);
    final long start = candidate.call().value(candidate.parameter());
    long covering = 0;
    for (int i = 0; i < rules.size(); i++) {
      final long bytes = candidate.call().bytes(candidate.parameter(), rules.get(i));
      if (bytes > 0 && run.high() <= (start + bytes + OVERSHOOT - 1 & -OVERSHOOT)) {
        covering |= 1L << i;
      }
    }
    return covering;
  }

  private static void countExact(Tally tally, AccessRun run, Candidate candidate) {
    final List<SizeRule> rules = rules(candidate);
    for (int i = 0; i < rules.size(); i++) {
      if (candidate.call().bytes(candidate.parameter(), rules.get(i)) == extent(run, candidate)) {
        tally.exact(i);
      }
    }
  }

  List<Observation> observations() {
    return tallies.values().stream().map(Tally::observation).toList();
  }
}
