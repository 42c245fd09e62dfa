package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.stream.Stream;

/** System calls through {@code cubicle_syscall}. */
final class DeputyAttacks {

  private static final Setup UNFILTERED = Setup.STOCK.without(Defence.SYSCALL_FILTER);

  private DeputyAttacks() {}

  static List<Attack> all() {
    return Stream.concat(pointers(), calls()).map(Draft::attack).toList();
  }

  /** Calls that the policy permits: what they do rests on their arguments. */
  private static Stream<Draft> pointers() {
    return Stream.of(
            pointer("deputy-write", "has the kernel write another's memory to standard output"),
            pointer("deputy-writev", "the same with a list of buffers"),
            pointer("deputy-read", "has the kernel read standard input over another's memory"),
            pointer("deputy-readv", "the same with a list of buffers"),
            pointer("deputy-clock-gettime", "has the kernel write the time over another's memory"),
            pointer("deputy-getrandom", "has the kernel write noise over another's memory"),
            pointer("deputy-uname", "has the kernel write its name over another's memory"))
        .map(draft -> draft);
  }

  private static Stream<Draft> calls() {
    return SystemCallNames.ALL.entrySet().stream()
        .map(
            call ->
                Draft.of(
                        Attack.Group.DEPUTY,
                        "deputy-" + call.getKey(),
                        call.getValue() + ", through cubicle_syscall")
                    .stopped(StoppedBy.MONITOR, UNFILTERED));
  }

  private static Draft pointer(String name, String description) {
    return Draft.of(Attack.Group.DEPUTY, name, description)
        .stopped(StoppedBy.MONITOR, UNFILTERED.withoutKeys());
  }
}
