package dev.cubicle.attacks.catalogue;

import static dev.cubicle.attacks.Number.Opcode.SYSCALL;
import static dev.cubicle.attacks.Number.Opcode.WRPKRU;
import static dev.cubicle.attacks.Number.Opcode.XRSTOR;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Instruction;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.stream.Stream;

/** Signal frames and the signal handler. */
final class SignalAttacks {

  private SignalAttacks() {}

  static List<Attack> all() {
    return Stream.of(
            signal("forged-sigreturn", "returns from a signal that never was, to all keys open")
                .numbers(new Instruction("monitor_syscall", SYSCALL, 0))
                .stopped(StoppedBy.SYSTEM_CALL_FILTER, Setup.STOCK.without(Defence.SECCOMP)),
            signal("handler-call", "calls the signal handler with forged arguments")
                .numbers(new Symbol("signal_entry"))
                .stopped(StoppedBy.KEY, Setup.STOCK.withoutKeys())
                .untried(
                    "without keys the handler mends nothing; handler-jump shows what is gained"),
            signal("handler-jump", "jumps behind the handler's check with a forged frame")
                .numbers(new Instruction("signal_entry", WRPKRU, 0))
                .stopped(StoppedBy.MONITOR, Setup.STOCK.without(Defence.HANDLER_CHECK)),
            signal("handler-restore", "jumps to the handler's XRSTOR with a state of its own")
                .numbers(new Instruction("signal_entry", XRSTOR, 0))
                .stopped(StoppedBy.MONITOR, Setup.STOCK.without(Defence.COMPARE)))
        .map(Draft::attack)
        .toList();
  }

  private static Draft signal(String name, String description) {
    return Draft.of(Attack.Group.SIGNAL, name, description);
  }
}
