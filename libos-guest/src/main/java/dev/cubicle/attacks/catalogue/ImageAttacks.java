package dev.cubicle.attacks.catalogue;

import static dev.cubicle.attacks.Number.Opcode.WRPKRU;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Number.Constant;
import dev.cubicle.attacks.Number.Instruction;
import dev.cubicle.attacks.Number.Symbol;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import dev.cubicle.attacks.Variant;
import dev.cubicle.attacks.Variant.Edit;
import java.util.List;
import java.util.stream.Stream;

/** Images that were changed after they were built. */
final class ImageAttacks {

  private ImageAttacks() {}

  static List<Attack> all() {
    return Stream.of(
            image(
                    "image-entry-in-the-middle",
                    "a row of the function table leads into the middle of a function",
                    Edit.ENTRY_IN_THE_MIDDLE)
                .program("image-entry"),
            image(
                    "image-overlap",
                    "the manifest gives pages of the victim's to the attacker, too",
                    Edit.OVERLAP)
                .program("image-vault", new Symbol("vault")),
            image("image-writable-code", "the attacker's code is writable", Edit.WRITABLE_CODE)
                .program("image-writable", new Constant(0), new Symbol("own_code"))
                .untried("the monitor does not boot from such a manifest, either"),
            image("image-gate-patched", "the gate compares PKRU no longer", Edit.GATE_PATCHED)
                .program(
                    "jump-gate", new Instruction("cubicle_gate_call", WRPKRU, 1), new Constant(0)),
            image(
                    "image-trampoline-patched",
                    "a trampoline opens all keys",
                    Edit.TRAMPOLINE_PATCHED)
                .program("image-trampoline", new Symbol("cubicle.call.victim_free_page")))
        .map(Draft::attack)
        .toList();
  }

  private static Draft image(String name, String description, Edit edit) {
    return Draft.of(Attack.Group.IMAGE, name, description)
        .image(new Variant.Edited(edit))
        .stopped(StoppedBy.VERIFIER, Setup.STOCK.unverified());
  }
}
