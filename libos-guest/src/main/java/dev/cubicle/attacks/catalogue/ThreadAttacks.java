package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.stream.Stream;

/** What takes two threads. */
final class ThreadAttacks {

  private ThreadAttacks() {}

  static List<Attack> all() {
    return Stream.of(
            thread("thread-stack", "reads the stack that the victim has on another thread"),
            thread(
                    "thread-window",
                    "keeps on writing to a lent buffer, from another thread, as its window closes")
                .stopped(StoppedBy.KEY, Setup.STOCK.without(Defence.CLOSE)),
            thread(
                    "thread-path",
                    "changes a file's name between the look at it and its use, from another thread")
                .stopped(StoppedBy.MONITOR, Setup.STOCK.without(Defence.COPY)),
            thread("thread-entry", "begins a thread inside another cubicle's code")
                .numbers(new Symbol("twice"))
                .defended(Setup.EXTENDED)
                .stopped(StoppedBy.TAG_NX, Setup.STOCK))
        .map(Draft::attack)
        .toList();
  }

  private static Draft thread(String name, String description) {
    return Draft.of(Attack.Group.THREAD, name, description);
  }
}
