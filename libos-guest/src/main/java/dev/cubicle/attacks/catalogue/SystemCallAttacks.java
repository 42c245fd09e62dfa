package dev.cubicle.attacks.catalogue;

import static dev.cubicle.attacks.Number.Opcode.SYSCALL;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Instruction;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;

/**
 * System calls by a jump to the monitor's SYSCALL. The seccomp filter stops them before they have
 * happened. The comparison of PKRU behind SYSCALL would only keep the attacker from going on
 * afterwards: the control leaves out both.
 */
final class SystemCallAttacks {

  private SystemCallAttacks() {}

  static List<Attack> all() {
    return SystemCallNames.ALL.entrySet().stream()
        .map(call -> direct(call.getKey(), call.getValue()))
        .toList();
  }

  private static Attack direct(String name, String description) {
    final Setup unfiltered = Setup.STOCK.without(Defence.SECCOMP, Defence.COMPARE);
    return Draft.of(
            Attack.Group.SYSTEM_CALL,
            "direct-" + name,
            description + ", by a jump to the monitor's SYSCALL")
        .numbers(new Instruction("monitor_syscall", SYSCALL, 0), new Symbol("own_code"))
        .stopped(
            StoppedBy.SYSTEM_CALL_FILTER,
            SystemCallNames.OBEY_KEYS.contains(name) ? unfiltered.withoutKeys() : unfiltered)
        .untried(SystemCallNames.untried(name))
        .attack();
  }
}
