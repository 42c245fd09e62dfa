package dev.cubicle.attacks.trial;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Setup;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.verify.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Tries attacks. Used from several threads at once. */
public final class Trial {

  /** argv[0] of every attack. */
  public static final String PROGRAM = "attacks";

  /** What an attack that reads from standard input writes over the victim's memory. */
  private static final byte[] INPUT =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final AttackImages images;
  private final Engine engine;

  public Trial(AttackImages images, Engine engine) {
    this.images = images;
    this.engine = engine;
  }

  /** With the defence: one attempt for each of the attack's arguments; most have but one. */
  public List<Outcome> defended(Attack attack)
      throws BadInputException, IOException, InterruptedException {
    return attempts(attack, attack.defended(), false);
  }

  /** Without it: attempts up to the first that works. */
  public List<Outcome> control(Attack attack)
      throws BadInputException, IOException, InterruptedException {
    return attempts(attack, attack.control(), true);
  }

  /** Tries an attack in both ways, the second if it can be tried. */
  public CaseResult judge(Attack attack)
      throws BadInputException, IOException, InterruptedException {
    return CaseResult.of(
        attack, defended(attack), attack.untried().isPresent() ? List.of() : control(attack));
  }

  private List<Outcome> attempts(Attack attack, Setup setup, boolean untilItWorks)
      throws BadInputException, IOException, InterruptedException {
    final AttackImage image;
    try {
      image = images.get(attack.image(), setup);
    } catch (BadInputException e) {
      return List.of(Evidence.ofRefusal(e));
    }
    // A monitor with something left out is not what the verifier would accept, nor meant to be.
    if (setup.verified() && setup.without().isEmpty()) {
      final List<Finding> findings = verify(image);
      if (!findings.isEmpty()) {
        return List.of(Evidence.of(findings));
      }
    }
    final List<Outcome> outcomes = new ArrayList<>();
    for (List<String> numbers : image.arguments(attack.program().numbers())) {
      final List<String> arguments = new ArrayList<>(List.of(PROGRAM, attack.program().name()));
      arguments.addAll(numbers);
      final GuestRun run =
          engine.run(image.file(), arguments, environment(setup), setup.fetchChecks(), INPUT);
      final Outcome outcome = Evidence.of(run, setup, image);
      outcomes.add(outcome);
      if (untilItWorks && outcome instanceof Outcome.Worked) {
        break;
      }
    }
    return outcomes;
  }

  /** The environment of a run: {@code CUBICLE}, and nothing else. */
  public static List<String> environment(Setup setup) {
    return List.of(
        "CUBICLE=mpk=%s,cfi=%s,report=2"
            .formatted(setup.keys() ? "on" : "off", setup.fetchChecks() ? "tag-nx" : "none"));
  }

  private List<Finding> verify(AttackImage image) throws BadInputException {
    return images.verifier().verify(image.file());
  }
}
