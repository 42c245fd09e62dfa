package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Number;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import dev.cubicle.attacks.Variant;
import java.util.List;
import java.util.Optional;

/** An attack on the way to its record: the usual values, to be changed one by one. */
record Draft(
    String name,
    Attack.Group group,
    String description,
    Attack.Program program,
    Variant image,
    Setup defended,
    Setup control,
    StoppedBy expected,
    Optional<String> untried) {

  /** On the plain image and a stock processor, stopped by a key, and working without keys. */
  static Draft of(Attack.Group group, String name, String description) {
    return new Draft(
        name,
        group,
        description,
        new Attack.Program(name, List.of()),
        Variant.PLAIN,
        Setup.STOCK,
        Setup.STOCK.withoutKeys(),
        StoppedBy.KEY,
        Optional.empty());
  }

  /** Runs the guest's attack of another name. */
  Draft program(String other, Number... numbers) {
    return new Draft(
        name,
        group,
        description,
        new Attack.Program(other, List.of(numbers)),
        image,
        defended,
        control,
        expected,
        untried);
  }

  Draft numbers(Number... numbers) {
    return program(program.name(), numbers);
  }

  Draft image(Variant other) {
    return new Draft(
        name, group, description, program, other, defended, control, expected, untried);
  }

  Draft code(String... objects) {
    return image(new Variant.HostileCode(List.of(objects)));
  }

  /** Stopped by that, and working with this setup. */
  Draft stopped(StoppedBy by, Setup without) {
    return new Draft(name, group, description, program, image, defended, without, by, untried);
  }

  Draft defended(Setup other) {
    return new Draft(name, group, description, program, image, other, control, expected, untried);
  }

  Draft untried(String why) {
    return untried(Optional.of(why));
  }

  Draft untried(Optional<String> why) {
    return new Draft(name, group, description, program, image, defended, control, expected, why);
  }

  Attack attack() {
    return new Attack(
        name, group, description, program, image, defended, control, expected, untried);
  }
}
