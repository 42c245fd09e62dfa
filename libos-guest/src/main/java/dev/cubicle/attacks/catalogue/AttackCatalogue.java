package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All attacks. */
public final class AttackCatalogue {

  private static final List<Attack> ATTACKS =
      Stream.of(
              DataAttacks.all(),
              InterfaceAttacks.all(),
              JumpAttacks.all(),
              CodeAttacks.all(),
              DeputyAttacks.all(),
              SystemCallAttacks.all(),
              SignalAttacks.all(),
              ThreadAttacks.all(),
              ImageAttacks.all())
          .flatMap(List::stream)
          .toList();

  private AttackCatalogue() {}

  /** In the order in which they are to be shown; names are unique. */
  public static List<Attack> attacks() {
    return ATTACKS;
  }

  /** The attack of that name. */
  public static Optional<Attack> named(String name) {
    return ATTACKS.stream().filter(attack -> attack.name().equals(name)).findFirst();
  }
}
