package dev.cubicle.tracing.command;

import dev.cubicle.tracing.state.AccessJudge;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.Ground;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LivePage;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.state.PageState;
import dev.cubicle.tracing.state.Place;
import dev.cubicle.tracing.state.Remedy;
import dev.cubicle.tracing.state.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whose memory an address is and who may access it, in words. */
final class WhyText {
  private final MonitorState state;
  private final CodeNames names;
  private final AccessJudge judge;

  WhyText(MonitorState state, CodeNames names) {
    this.state = state;
    this.names = names;
    this.judge = new AccessJudge(state);
  }

  /** Whose an address is. */
  String owner(long address) {
    final Lines lines = new Lines();
    place(lines, address, state.place(address), state.page(address));
    return lines.toString();
  }

  private void place(Lines lines, long address, Place place, Optional<LivePage> page) {
    lines.add("0x%x is %s", address, words(place));
    if (place.origin() != 0) {
      lines.add("  got from the pool in %s", names.callSite(place.origin()));
    }
    if (page.isEmpty()) {
      return;
    }
    final LivePage record = page.get();
    lines.add(
        "  page 0x%x: key %d%s, %s now",
        record.address(),
        record.key(),
        record.isLent() ? ", held by " + state.cubicleName(record.holder()) : "",
        rights(record.now()));
    if (record.state() == PageState.PRIVATE) {
      final String windows =
          record.windowNumbers().mapToObj(Integer::toString).collect(Collectors.joining(", "));
      lines.add(
          "  in %s",
          windows.isEmpty() ? "no window of its owner" : "window " + windows + " of its owner");
    }
  }

  /** Such as "variable secret of bank (data)". */
  String words(Place place) {
    final String owner = state.cubicleName(place.owner());
    return switch (place.part()) {
      case CODE, DATA, CONSTANTS ->
          place
              .symbol()
              .map(symbol -> "%s, %s of %s".formatted(symbol, place.part().words(), owner))
              .orElse("%s of %s".formatted(place.part().words(), owner));
      case HEAP -> "heap of " + owner;
      case STACK -> "the stack of %s on thread %d".formatted(owner, place.thread());
      case THREAD_LOCAL -> "thread-local data of %s on thread %d".formatted(owner, place.thread());
      case GUARD -> "a guard page below a stack of " + owner;
      case MONITOR -> "the monitor's own";
      case FREE -> "a page of the pool that is nobody's";
      case NOTHING -> "no memory of a cubicle";
    };
  }

  /**
   * Who may access an address.
   *
   * @param running the cubicle that a change is proposed for, if it has no right
   */
  String why(long address, Optional<Integer> running) {
    final Why why = judge.why(address);
    final Lines lines = new Lines();
    place(lines, address, why.place(), why.page());
    final List<String> denied = new ArrayList<>();
    for (Why.Verdict verdict : why.verdicts()) {
      if (verdict.ground() instanceof Ground.None) {
        denied.add(state.cubicleName(verdict.cubicle()));
      } else {
        lines.add(
            "  %-20s %-20s %s",
            state.cubicleName(verdict.cubicle()), rights(verdict.rights()), ground(why, verdict));
      }
    }
    if (!denied.isEmpty()) {
      final String all = String.join(", ", denied);
      lines.add(
          "  %s: nothing",
          all.length() <= 80 ? all : "the other %d cubicles".formatted(denied.size()));
    }
    changes(lines, why, running);
    return lines.toString();
  }

  private String ground(Why why, Why.Verdict verdict) {
    final String soon =
        (verdict.rights() & ~verdict.immediately() & (LivePage.READ | LivePage.WRITE)) == 0
            ? ""
            : ", after a fault";
    return switch (verdict.ground()) {
      case Ground.AllKeys _ -> "all keys are open to it";
      case Ground.NoKeys _ -> "no keys in this run";
      case Ground.Own _ -> "its own" + (why.page().map(LivePage::isLent).orElse(false) ? soon : "");
      case Ground.Everyone _ -> "for everyone";
      case Ground.Window(int number, boolean fixed) ->
          "window %d of %s%s%s"
              .formatted(
                  number,
                  state.cubicleName(why.place().owner()),
                  fixed ? ", by the policy" : "",
                  soon);
      case Ground.Argument argument -> "argument of %s%s".formatted(call(argument), soon);
      case Ground.WindowsOff _ -> "windows are off in this run";
      case Ground.FetchUnchecked _ -> "fetches are not checked (--cfi tag-nx checks them)";
      case Ground.None _ -> "";
    };
  }

  private String call(Ground.Argument argument) {
    return state.threads().stream()
            .filter(thread -> thread.number() == argument.thread())
            .flatMap(thread -> thread.frames().stream().skip(argument.frame()).limit(1))
            .map(LiveFrame::function)
            .map(names::function)
            .findFirst()
            .orElse("a call")
        + ", until it returns";
  }

  private void changes(Lines lines, Why why, Optional<Integer> running) {
    final Optional<Why.Verdict> verdict =
        running
            .flatMap(why::verdict)
            .filter(found -> (found.rights() & (LivePage.READ | LivePage.WRITE)) != 3)
            .or(
                () ->
                    why.verdicts().stream()
                        .filter(found -> found.ground() instanceof Ground.None)
                        .findFirst());
    if (verdict.isEmpty() || why.page().isEmpty()) {
      return;
    }
    final boolean write = (verdict.get().rights() & LivePage.READ) != 0;
    final Remedy remedy = new Remedy(state);
    final List<String> changes =
        remedy.changes(
            why.address(), why.place(), why.page().get(), verdict.get().cubicle(), write);
    if (!changes.isEmpty()) {
      lines.add(
          "for %s to %s it, one of",
          state.cubicleName(verdict.get().cubicle()), write ? "write" : "read");
      changes.forEach(change -> lines.add("  %s", change));
    }
  }

  static String rights(int rights) {
    if (rights == 0) {
      return "nothing";
    }
    final List<String> words = new ArrayList<>();
    if ((rights & LivePage.READ) != 0) {
      words.add("read");
    }
    if ((rights & LivePage.WRITE) != 0) {
      words.add("write");
    }
    if ((rights & LivePage.EXECUTE) != 0) {
      words.add("execute");
    }
    return String.join(", ", words);
  }
}
