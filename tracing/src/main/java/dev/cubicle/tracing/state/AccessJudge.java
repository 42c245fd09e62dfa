package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.LivePage.EXECUTE;
import static dev.cubicle.tracing.state.LivePage.READ;
import static dev.cubicle.tracing.state.LivePage.WRITE;

import dev.cubicle.mpk.Pkru;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers what the monitor would answer a fault ({@code page_admit} in page.c), for every cubicle
 * and without a fault.
 */
public final class AccessJudge {
  private final MonitorState state;

  public AccessJudge(MonitorState state) {
    this.state = state;
  }

  /** Who may access an address now. */
  public Why why(long address) {
    final Optional<LivePage> page = state.page(address);
    final List<Why.Verdict> verdicts = new ArrayList<>();
    if (page.isPresent()) {
      final List<LiveWindow> windows = state.windows(page.get().owner());
      final List<LiveThread> threads = state.threads();
      for (LiveCubicle cubicle : state.cubicles()) {
        if (cubicle.kind() != Policy.Kind.SHARED) {
          verdicts.add(verdict(cubicle, page.get(), windows, threads));
        }
      }
    }
    return new Why(address, new PlaceFinder(state).find(address), page, verdicts);
  }

  /**
   * What a cubicle may do with a page, in {@link LivePage}'s bits but for fetches that are never
   * checked: for those who ask of many pages.
   *
   * @param windows of the page's owner
   */
  public int rights(
      LiveCubicle cubicle, LivePage page, List<LiveWindow> windows, List<LiveThread> threads) {
    return best(cubicle, page, windows, threads).rights() & page.protection();
  }

  private Why.Verdict verdict(
      LiveCubicle cubicle, LivePage page, List<LiveWindow> windows, List<LiveThread> threads) {
    final Candidate best = best(cubicle, page, windows, threads);
    final int fetch =
        (page.protection() & EXECUTE) != 0 && !(state.keysInUse() && state.tagNoExecute())
            ? EXECUTE
            : 0;
    final int rights = best.rights() & page.protection() | fetch;
    final Ground ground =
        best.rights() == 0 && fetch != 0 ? new Ground.FetchUnchecked() : best.ground();
    return new Why.Verdict(cubicle.number(), rights, ground, rights & open(cubicle, page));
  }

  private record Candidate(int rights, Ground ground) {
    static final Candidate NOTHING = new Candidate(0, new Ground.None());

    /** The one that gives more; of equals the first. */
    Candidate or(int otherRights, Ground otherGround) {
      return Integer.compare(otherRights & (READ | WRITE), rights & (READ | WRITE)) > 0
          ? new Candidate(otherRights, otherGround)
          : this;
    }
  }

  private Candidate best(
      LiveCubicle cubicle, LivePage page, List<LiveWindow> windows, List<LiveThread> threads) {
    if (cubicle.kind() == Policy.Kind.TRUSTED) {
      return new Candidate(page.now() | page.protection(), new Ground.AllKeys());
    }
    return switch (page.state()) {
      case ABSENT, GUARD, MONITOR, FREE ->
          state.keysInUse() ? Candidate.NOTHING : new Candidate(page.now(), new Ground.NoKeys());
      case READ -> new Candidate(page.protection() & ~WRITE, new Ground.Everyone());
      case SHARED -> new Candidate(page.protection(), new Ground.Everyone());
      case PRIVATE, SAVE -> owned(cubicle.number(), page, windows, threads);
    };
  }

  private Candidate owned(
      int cubicle, LivePage page, List<LiveWindow> windows, List<LiveThread> threads) {
    if (page.owner() == cubicle) {
      return new Candidate(page.protection(), new Ground.Own());
    }
    if (!state.keysInUse()) {
      return new Candidate(page.protection(), new Ground.NoKeys());
    }
    if (page.state() == PageState.SAVE || (page.protection() & EXECUTE) != 0) {
      return Candidate.NOTHING;
    }
    if (state.windowsOff()) {
      return new Candidate(READ | WRITE, new Ground.WindowsOff());
    }
    Candidate best = Candidate.NOTHING;
    for (LiveWindow window : windows) {
      if (window.used() && (page.windows() >>> window.number() & 1) != 0) {
        best =
            best.or(window.rights(cubicle), new Ground.Window(window.number(), window.isFixed()));
      }
    }
    for (LiveThread thread : threads) {
      for (int i = 0; i < thread.frames().size(); i++) {
        for (LiveArgumentWindow window : thread.frames().get(i).windows()) {
          if (window.owner() == page.owner() && window.holds(page.address())) {
            best = best.or(window.rights(cubicle), new Ground.Argument(thread.number(), i, window));
          }
        }
      }
    }
    return best;
  }

  /** What its PKRU and the page tables let it do without a fault. */
  private int open(LiveCubicle cubicle, LivePage page) {
    if (!state.keysInUse() || cubicle.kind() == Policy.Kind.TRUSTED) {
      return page.now();
    }
    final int fetch = page.now() & EXECUTE;
    if (cubicle.pkru().isEmpty() || Pkru.accessDisabled(cubicle.pkru().getAsInt(), page.key())) {
      return state.tagNoExecute() ? 0 : fetch;
    }
    return Pkru.writeDisabled(cubicle.pkru().getAsInt(), page.key())
        ? page.now() & ~WRITE
        : page.now();
  }
}
