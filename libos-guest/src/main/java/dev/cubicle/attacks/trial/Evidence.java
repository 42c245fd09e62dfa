package dev.cubicle.attacks.trial;

import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.report.Violation;
import dev.cubicle.trampolines.verify.Finding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells what became of an attempt from what can be seen of it: the guest's output, its status, the
 * monitor's report, the verifier's findings. What was expected plays no part.
 */
public final class Evidence {

  /** What the victim keeps: whoever prints it has stolen it. */
  private static final String SECRET = "tulip-7319-quail";

  /** A register holds no more. */
  private static final String HALF = SECRET.substring(0, 8);

  private static final long VIOLATION_MAGIC = 0x314f_4956_5342_5543L;
  private static final String VICTIM = "victim";
  private static final int SIGTRAP = 5;
  private static final int SIGSEGV = 11;
  private static final int SIGSYS = 31;
  private static final int VIOLATED = 139;
  private static final List<String> EFFECTS = List.of("CORRUPTED", "ESCALATED ");

  /** Lines of the attacker's that say that it found nothing where something was: cleared. */
  private static final List<String> NOTHING =
      List.of("registers hold nothing", "pages come zeroed");

  private Evidence() {}

  /** The verifier's answer: what it holds against an image. */
  public static Outcome of(List<Finding> findings) {
    return new Outcome.Stopped(StoppedBy.VERIFIER, findings.getFirst().line());
  }

  /** The builder's answer: why there is no image. */
  public static Outcome ofRefusal(BadInputException reason) {
    return new Outcome.Stopped(StoppedBy.BUILDER, reason.getMessage());
  }

  /** What a run shows. */
  public static Outcome of(GuestRun run, Setup setup, AttackImage image) {
    final Optional<String> effect = effect(run.text());
    if (effect.isPresent()) {
      return new Outcome.Worked(effect.get());
    }
    final Optional<Violation> violation;
    try {
      violation = violation(run.error(), image.plain().manifest());
    } catch (BadInputException e) {
      return new Outcome.Failed(e.getMessage());
    }
    if (violation.isPresent()) {
      return of(violation.get(), run, image);
    }
    return run.ended().isEmpty() && run.status() == 0
        ? refusal(run, setup)
        : new Outcome.Failed(run.toString());
  }

  /** The line that shows what the attacker has reached. */
  private static Optional<String> effect(String output) {
    return output
        .lines()
        .filter(line -> line.contains(HALF) || EFFECTS.stream().anyMatch(line::startsWith))
        .findFirst();
  }

  /** The guest ended as it wished: somebody told it no, or there was nothing to be had. */
  private static Outcome refusal(GuestRun run, Setup setup) {
    final Optional<String> refused =
        run.text().lines().filter(line -> line.startsWith("refused: ")).findFirst();
    if (refused.isPresent()) {
      // The kernel, under the cubicle's PKRU, if nobody has looked before it.
      final boolean kernel =
          setup.without().contains(Defence.SYSCALL_FILTER) && refused.get().endsWith("EFAULT");
      return new Outcome.Stopped(kernel ? StoppedBy.KEY : StoppedBy.MONITOR, refused.get());
    }
    return run.text()
        .lines()
        .filter(NOTHING::contains)
        .findFirst()
        .<Outcome>map(line -> new Outcome.Stopped(StoppedBy.MONITOR, line))
        .orElseGet(() -> new Outcome.Failed(run.toString()));
  }

  private static Outcome of(Violation violation, GuestRun run, AttackImage image) {
    final String report = report(run.error());
    if (run.status() != VIOLATED) {
      return new Outcome.Failed("a violation, but status " + run.status() + ": " + report);
    }
    return switch (violation.kind()) {
      // Without a signal the monitor has looked for itself.
      case ACCESS ->
          new Outcome.Stopped(
              violation.signal() == SIGSEGV ? StoppedBy.KEY : StoppedBy.MONITOR, report);
      case CONTROL_FLOW -> new Outcome.Stopped(StoppedBy.TAG_NX, report);
      case GATE -> new Outcome.Stopped(StoppedBy.MONITOR, report);
      case SYSTEM_CALL ->
          new Outcome.Stopped(
              violation.signal() == SIGSYS ? StoppedBy.SYSTEM_CALL_FILTER : StoppedBy.MONITOR,
              report);
      case FAULT -> fault(violation, image, report);
    };
  }

  /** Not a matter of keys. */
  private static Outcome fault(Violation violation, AttackImage image, String report) {
    final Manifest manifest = image.plain().manifest();
    if (manifest.cubicles().get(violation.cubicle()).name().equals(VICTIM)) {
      return new Outcome.Worked("the victim has lost a page: " + report);
    }
    // The builder's layout: code is not writable, and between objects there are traps.
    final boolean writesCode =
        violation.access().equals(Optional.of(Violation.Access.WRITE))
            && violation.owner().equals(OptionalInt.of(violation.cubicle()));
    if (writesCode || violation.signal() == SIGTRAP) {
      return new Outcome.Stopped(StoppedBy.BUILDER, report);
    }
    return image.changes().isEmpty()
        ? new Outcome.Failed(report)
        : new Outcome.Stopped(StoppedBy.BUILDER, String.join("; ", image.changes()));
  }

  /** The monitor's first line. */
  private static String report(byte[] error) {
    return new String(error, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.startsWith("cubicle: "))
        .findFirst()
        .map(line -> line.substring("cubicle: ".length()))
        .orElse("no report");
  }

  /** The block that the option report=2 has the monitor write behind its text. */
  private static Optional<Violation> violation(byte[] error, Manifest manifest)
      throws BadInputException {
    final ByteBuffer bytes = ByteBuffer.wrap(error).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = error.length - Long.BYTES; at >= 0; at--) {
      if (bytes.getLong(at) == VIOLATION_MAGIC) {
        return Violation.read(bytes.position(at), manifest);
      }
    }
    return Optional.empty();
  }
}
