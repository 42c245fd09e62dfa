package dev.cubicle.tracing.state;

import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** What would open memory of a cubicle to another: a line of the policy, or a line of code. */
public final class Remedy {
  private final MonitorState state;

  public Remedy(MonitorState state) {
    this.state = state;
  }

  /**
   * Ways to open an address, the least grant first; none where nothing can open it.
   *
   * @param to the cubicle that is to access it
   * @param write whether it is to write it, too
   */
  public List<String> changes(long address, Place place, LivePage page, int to, boolean write) {
    final int needed = write ? LivePage.READ | LivePage.WRITE : LivePage.READ;
    final List<String> ways = new ArrayList<>();
    if (page.state() != PageState.PRIVATE
        || (page.protection() & needed) != needed
        || (page.protection() & LivePage.EXECUTE) != 0
        || page.owner() == to
        || !isIsolated(to)) {
      return ways;
    }
    final String owner = state.cubicleName(page.owner());
    final String name = state.cubicleName(to);
    final String access = write ? "write" : "read";
    place
        .symbol()
        .filter(symbol -> symbol.size() > 0 && place.part() != Place.Part.CODE)
        .ifPresent(
            symbol ->
                ways.add(
                    "[[data]] symbol = \"%s\", owner = \"%s\", to = [\"%s\"], access = \"%s\""
                        .formatted(symbol.name(), owner, name, access)));
    ways.add(
        "[[memory]] owner = \"%s\", part = \"%s\", to = [\"%s\"], access = \"%s\""
            .formatted(owner, place.part().words(), name, access));
    ways.add(
        "in %s: cubicle_window_add(w, %s); cubicle_window_open%s(w, %s)"
            .formatted(
                owner,
                place
                    .symbol()
                    .filter(symbol -> symbol.size() > 0)
                    .map(symbol -> "&%s, %d".formatted(symbol.name(), symbol.size()))
                    .orElse("(void *)0x%x, 4096".formatted(page.address())),
                write ? "" : "_read",
                name));
    return ways;
  }

  private boolean isIsolated(int cubicle) {
    return state.image().manifest().cubicles().stream()
        .anyMatch(row -> row.number() == cubicle && row.kind() == Policy.Kind.ISOLATED);
  }
}
