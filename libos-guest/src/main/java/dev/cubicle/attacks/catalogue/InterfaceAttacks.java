package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.stream.Stream;

/** Calls, what they carry, and windows. */
final class InterfaceAttacks {

  private InterfaceAttacks() {}

  static List<Attack> all() {
    return Stream.of(registers(), pointers(), windows(), pages(), stacks())
        .flatMap(drafts -> drafts)
        .map(Draft::attack)
        .toList();
  }

  private static Stream<Draft> registers() {
    return Stream.of(
        checked(
            "registers-of-caller", "finds a secret in registers when it is called", Defence.SCRUB),
        checked("registers-of-callee", "finds a secret in registers after a call", Defence.SCRUB),
        checked(
            "registers-multimedia",
            "finds a secret in the x87 unit's registers after a call",
            Defence.SCRUB));
  }

  /** The callee's rights must not be lent to whoever names an address. */
  private static Stream<Draft> pointers() {
    return Stream.of(
        checked(
            "deputy-sum",
            "has the victim read its own secret: as a buffer to add up",
            Defence.POINTER_CHECK),
        checked(
            "deputy-copy-out",
            "has the victim copy its own secret into the attacker's buffer",
            Defence.POINTER_CHECK),
        checked(
            "deputy-copy-in",
            "has the victim overwrite its own secret with the attacker's bytes",
            Defence.POINTER_CHECK),
        checked(
            "deputy-long-buffer",
            "hands over a buffer that begins on its own page and reaches the victim's",
            Defence.POINTER_CHECK),
        checked(
            "copy-foreign",
            "has the gate copy a result over another cubicle's memory",
            Defence.POINTER_CHECK),
        checked(
            "copy-moved",
            "gives memory to the victim while the gate is to copy a result there",
            Defence.POINTER_CHECK),
        checked(
            "buffer-freed",
            "frees a buffer while the victim works on it, for the victim's own data to come there",
            Defence.POINTER_CHECK),
        data("deputy-copy-monitor", "has the victim read the monitor's data")
            .numbers(new Symbol("syscall_cookie")),
        checked(
                "stack-arguments",
                "has the gate copy another cubicle's memory as stack arguments",
                Defence.STACK_CHECK)
            .numbers(new Symbol("cubicle.call.victim_eight")));
  }

  private static Stream<Draft> windows() {
    return Stream.of(
        data("window-kept", "uses a buffer after the call that lent it")
            .stopped(StoppedBy.KEY, Setup.STOCK.without(Defence.CLOSE)),
        data("window-on-others-pages", "puts another's pages into a window of its own"),
        data("window-of-another", "opens another's windows to itself"),
        data("window-overflow", "makes a window whose size wraps round to another's pages"));
  }

  private static Stream<Draft> pages() {
    return Stream.of(
        data("pages-give-others", "has another's page given to itself"),
        data("pages-free-others", "frees another's page and asks for it"),
        checked("pages-reused", "looks for secrets on pages that another has freed", Defence.CLEAR),
        data("pages-overflow", "asks for so many pages that their size overflows")
            .stopped(StoppedBy.MONITOR, Setup.STOCK.withoutKeys())
            .untried("the pool's limit is what counts pages: nothing else to take away"));
  }

  private static Stream<Draft> stacks() {
    return Stream.of(
        data("pivot-call", "calls with a stack pointer that leads to another's page")
            .numbers(new Symbol("cubicle.call.victim_data")),
        data("pivot-pop", "returns through a stack pointer that leads to another's page")
            .numbers(new Symbol("cubicle.call.victim_data"))
            .untried("without keys, too, the word there is no address: the jump to it fails"),
        data("recursion", "calls within calls, until the shadow stack is full")
            .stopped(StoppedBy.MONITOR, Setup.STOCK.withoutKeys())
            .untried("behind the shadow stack lies a guard page: nothing to take away"),
        data("stack-leap", "writes below the guard page of its stack"));
  }

  private static Draft data(String name, String description) {
    return Draft.of(Attack.Group.INTERFACE, name, description);
  }

  private static Draft checked(String name, String description, Defence defence) {
    return data(name, description).stopped(StoppedBy.MONITOR, Setup.STOCK.without(defence));
  }
}
