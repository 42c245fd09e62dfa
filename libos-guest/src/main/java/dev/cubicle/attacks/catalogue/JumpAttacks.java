package dev.cubicle.attacks.catalogue;

import static dev.cubicle.attacks.Number.Opcode.WRPKRU;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Number.Constant;
import dev.cubicle.attacks.Number.Each;
import dev.cubicle.attacks.Number.EachInstruction;
import dev.cubicle.attacks.Number.Instruction;
import dev.cubicle.attacks.Number.ManifestAddress;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.stream.Stream;

/** Jumps to where nobody was invited. */
final class JumpAttacks {

  private static final Symbol GATE = new Symbol("cubicle_gate_call");
  private static final Setup NO_COMPARE = Setup.STOCK.without(Defence.COMPARE);

  private JumpAttacks() {}

  static List<Attack> all() {
    return Stream.concat(gate(), code()).map(Draft::attack).toList();
  }

  private static Stream<Draft> gate() {
    return Stream.of(
        jump("gate-wrpkru-call", "jumps to the WRPKRU that ends a call's way in, with EAX 0")
            .program("jump-gate", new Instruction("cubicle_gate_call", WRPKRU, 1), new Constant(0))
            .stopped(StoppedBy.MONITOR, NO_COMPARE),
        jump("gate-wrpkru-return", "jumps to the WRPKRU that ends a call's way back, with EAX 0")
            .program(
                "jump-gate", new Instruction("cubicle_gate_return", WRPKRU, 1), new Constant(0))
            .stopped(StoppedBy.MONITOR, NO_COMPARE),
        sweep("gate-sweep", "the gate", "cubicle_gate_call", "cubicle_trap_gate", 2),
        sweep("handler-sweep", "the signal handler", "signal_entry", "signal_restorer", 2)
            .untried("it takes a forged frame as well: see handler-jump and handler-restore"),
        jump("forged-index", "calls a function that the policy denies it, by its index")
            .numbers(new ManifestAddress(), GATE)
            .stopped(StoppedBy.MONITOR, Setup.STOCK.without(Defence.PERMISSION)),
        jump("index-out-of-range", "calls rows of the function table that do not exist")
            .numbers(new ManifestAddress(), GATE, new Each(3))
            .stopped(StoppedBy.MONITOR, Setup.STOCK.without(Defence.PERMISSION))
            .untried("where the gate's table lies is not in the image"));
  }

  private static Stream<Draft> code() {
    return Stream.of(
        jump("jump-code", "runs a function inside another cubicle, past the entry points")
            .numbers(new Symbol("twice"))
            .defended(Setup.EXTENDED)
            .stopped(StoppedBy.TAG_NX, Setup.STOCK),
        jump("jump-reveal", "runs another's code where no fetch is checked: its data stays closed")
            .numbers(new Symbol("victim_reveal")),
        jump(
                "callback-raw",
                "has itself called back, at its real address: its code runs with another's rights")
            .numbers(new Symbol("raw_visitor"))
            .defended(Setup.EXTENDED)
            .stopped(StoppedBy.TAG_NX, Setup.STOCK));
  }

  private static Draft sweep(String name, String part, String from, String to, int how) {
    return jump(name, "jumps to every instruction of " + part)
        .program("jump-gate", new EachInstruction(from, to), new Each(how))
        .stopped(StoppedBy.MONITOR, NO_COMPARE);
  }

  private static Draft jump(String name, String description) {
    return Draft.of(Attack.Group.CONTROL_FLOW, name, description);
  }
}
