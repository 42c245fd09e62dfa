package dev.cubicle.attacks;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One attack. It is tried twice: as images are meant to run ({@code defended}), where it must be
 * stopped, and with a defence taken away ({@code control}), where it must work: else nobody knows
 * what stopped it.
 *
 * @param name of the case, unique
 * @param description what is tried, in one line for people, without a full stop
 * @param program name of the attack in the guest, and what numbers it is given
 * @param image what the attacker's image is like
 * @param expected what is to stop it
 * @param untried why the control cannot be run in the emulator, in one line; empty if it can
 */
public record Attack(
    String name,
    Group group,
    String description,
    Program program,
    Variant image,
    Setup defended,
    Setup control,
    StoppedBy expected,
    Optional<String> untried) {

  /** Which door the attacker tries. */
  public enum Group {
    DATA("Other cubicles' memory"),
    INTERFACE("Calls and windows"),
    CONTROL_FLOW("Jumps"),
    CODE("Forbidden instructions"),
    DEPUTY("The kernel as deputy, through the monitor"),
    SYSTEM_CALL("The kernel as deputy, directly"),
    SIGNAL("Signals"),
    THREAD("Threads"),
    IMAGE("Hostile images");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /**
   * @param name as the guest knows it
   * @param numbers it is given, at most 4
   */
  public record Program(String name, List<Number> numbers) {
    public Program {
      numbers = List.copyOf(numbers);
    }
  }

  public Attack {
    Objects.requireNonNull(name, "name");
    if (defended.equals(control)) {
      throw new IllegalArgumentException(name + ": nothing is taken away");
    }
  }
}
