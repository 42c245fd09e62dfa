package dev.cubicle.attacks.catalogue;

import static dev.cubicle.attacks.Number.Opcode.SYSCALL;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Instruction;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** System calls through {@code cubicle_syscall}. */
final class DeputyAttacks {

  /**
   * The kernel lets calls through that carry the cookie in R9, which is the sixth argument of some:
   * without the seccomp filter it is 0.
   */
  private static final Setup UNFILTERED =
      Setup.STOCK.without(Defence.SYSCALL_FILTER, Defence.SECCOMP);

  private DeputyAttacks() {}

  static List<Attack> all() {
    return Stream.of(pointers(), behindTheFilter(), calls())
        .flatMap(drafts -> drafts)
        .map(Draft::attack)
        .toList();
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
        pointer("deputy-uname", "has the kernel write its name over another's memory"));
  }

  /** The kernel works under the cubicle's own PKRU: what the monitor misses a key stops. */
  private static Stream<Draft> behindTheFilter() {
    final Setup unfiltered = Setup.STOCK.without(Defence.SYSCALL_FILTER);
    return Stream.of("write", "writev", "read", "getrandom")
        .map(
            call ->
                Draft.of(
                        Attack.Group.DEPUTY,
                        "unfiltered-" + call,
                        "the same call (%s) past a monitor that does not look at it"
                            .formatted(call))
                    .program("deputy-" + call)
                    .defended(unfiltered)
                    .stopped(StoppedBy.KEY, unfiltered.withoutKeys()));
  }

  private static Stream<Draft> calls() {
    return SystemCallNames.ALL.entrySet().stream()
        .map(call -> call(call.getKey(), call.getValue()));
  }

  private static Draft call(String name, String description) {
    return Draft.of(
            Attack.Group.DEPUTY, "deputy-" + name, description + ", through cubicle_syscall")
        // The way back for the one that loses GS.
        .numbers(new Instruction("monitor_syscall", SYSCALL, 0), new Symbol("own_code"))
        .stopped(
            StoppedBy.MONITOR,
            SystemCallNames.OBEY_KEYS.contains(name) ? UNFILTERED.withoutKeys() : UNFILTERED)
        .untried(
            name.equals("clone")
                ? Optional.of("both threads would come back on one stack, the monitor's")
                : SystemCallNames.untried(name));
  }

  private static Draft pointer(String name, String description) {
    return Draft.of(Attack.Group.DEPUTY, name, description)
        .stopped(StoppedBy.MONITOR, Setup.STOCK.withoutKeys());
  }
}
