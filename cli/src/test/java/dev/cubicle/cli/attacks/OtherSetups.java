package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Setup;

/** Attacks of the catalogue under other conditions than there. */
final class OtherSetups {
  private OtherSetups() {}

  static Attack of(Attack attack, Setup defended, Setup control) {
    return new Attack(
        attack.name(),
        attack.group(),
        attack.description(),
        attack.program(),
        attack.image(),
        defended,
        control,
        attack.expected(),
        attack.untried());
  }
}
