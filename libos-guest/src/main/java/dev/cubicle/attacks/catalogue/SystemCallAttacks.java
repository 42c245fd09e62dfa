package dev.cubicle.attacks.catalogue;

import static dev.cubicle.attacks.Number.Opcode.SYSCALL;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Instruction;
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
        .map(
            call ->
                Draft.of(
                        Attack.Group.SYSTEM_CALL,
                        "direct-" + call.getKey(),
                        call.getValue() + ", by a jump to the monitor's SYSCALL")
                    .numbers(new Instruction("monitor_syscall", SYSCALL, 0))
                    .stopped(
                        StoppedBy.SYSTEM_CALL_FILTER,
                        Setup.STOCK.without(Defence.SECCOMP, Defence.COMPARE))
                    .attack())
        .toList();
  }
}
