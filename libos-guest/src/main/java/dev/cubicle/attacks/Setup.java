package dev.cubicle.attacks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which defences are up.
 *
 * @param keys whether protection keys are in use
 * @param fetchChecks whether the processor has the tag-wide no-execute extension
 * @param built whether the image is made by a builder that rewrites and checks
 * @param verified whether an image is verified before it runs
 * @param without what the monitor was compiled without
 */
public record Setup(
    boolean keys, boolean fetchChecks, boolean built, boolean verified, Set<Defence> without) {

  /** How images run on processors of today: everything but {@code fetchChecks}. */
  public static final Setup STOCK = new Setup(true, false, true, true, Set.of());

  /** Everything, on the processor that MPK should have been. */
  public static final Setup EXTENDED = new Setup(true, true, true, true, Set.of());

  public Setup {
    without = Set.copyOf(without);
  }

  public Setup withoutKeys() {
    return new Setup(false, false, built, verified, without);
  }

  public Setup unverified() {
    return new Setup(keys, fetchChecks, built, false, without);
  }

  /** With an image that an attacker has built for itself. */
  public Setup builtByAttacker() {
    return new Setup(keys, fetchChecks, false, verified, without);
  }

  /** With a monitor that lacks these too. */
  public Setup without(Defence... more) {
    final Set<Defence> all = EnumSet.noneOf(Defence.class);
    all.addAll(without);
    all.addAll(List.of(more));
    return new Setup(keys, fetchChecks, built, verified, all);
  }

  /** What {@code other} lacks of this, in words; empty if nothing. */
  public String missingIn(Setup other) {
    final List<String> words = new ArrayList<>();
    if (keys && !other.keys) {
      words.add("--mpk off");
    }
    if (fetchChecks && !other.fetchChecks && other.keys) {
      words.add("--cfi none");
    }
    if (built && !other.built) {
      words.add("not rewritten");
    }
    if (verified && !other.verified) {
      words.add("unverified");
    }
    for (Defence defence : Defence.values()) {
      if (other.without.contains(defence) && !without.contains(defence)) {
        words.add("no " + defence.title());
      }
    }
    return String.join(", ", words);
  }
}
