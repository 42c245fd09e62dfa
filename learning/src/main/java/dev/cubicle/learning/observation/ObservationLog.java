package dev.cubicle.learning.observation;

import dev.cubicle.learning.observation.AccessRun.Candidate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts accesses by their subject. */
final class ObservationLog {
  private static final long PAGE = 4096;

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
      if (near.isEmpty() && extent(run, candidate) <= PAGE) {
        near = Optional.of(new Guess(candidate, 0));
      }
    }
    return near;
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
