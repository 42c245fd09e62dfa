package dev.cubicle.cli.image;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.verify.Finding;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle verify}: the checks that come before every run, alone. */
public final class VerifyCommand implements Subcommand {

  private final CommandSpec spec = CommandSpec.create().name("verify");

  public VerifyCommand() {
    spec.addOption(Options.help());
    spec.addPositional(ImageName.parameter());
    spec.usageMessage()
        .customSynopsis("./cubicle verify IMAGE")
        .description(
            "Checks an image as every run does first.",
            "Untrusted code cannot change its rights or enter the kernel, at whatever byte it is"
                + " entered; no page is writable and executable; trampolines, entry points and"
                + " layout are what the manifest says; gate and monitor are, byte for byte, those"
                + " of this installation.")
        .footer(
            "",
            "Exit status:",
            "  0   nothing was found",
            "  1   what was found is on standard output, a line each",
            "  2   not a cubicle image, or wrong usage",
            "",
            "Examples:",
            "  ./cubicle verify ./my-image");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final CubicleImage image;
    final List<Finding> findings;
    try {
      image = CubicleImage.read(ImageName.resolve(arguments));
      findings = MonitorObjects.installed().verifier().verify(image);
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
    if (findings.isEmpty()) {
      host.out().print(checked(image));
      return ExitStatus.OK;
    }
    for (Finding finding : findings) {
      host.out().print(finding.line() + "\n");
    }
    host.complain(
        "%s: %d %s: it does not run"
            .formatted(
                image.name(), findings.size(), findings.size() == 1 ? "finding" : "findings"));
    return ExitStatus.FINDINGS;
  }

  private static String checked(CubicleImage image) {
    final Manifest manifest = image.manifest();
    long code = 0;
    for (Manifest.Segment segment : manifest.segments()) {
      if (segment.executable() && !manifest.cubicles().get(segment.cubicle()).trusted()) {
        code += segment.end() - segment.start();
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: OK%n"
            + "  %,d KiB of untrusted code: nothing in it changes rights or enters the kernel%n"
            + "  %d segments: none is writable and executable, none overlaps another%n"
            + "  %d functions: their trampolines are what the builder generates%n"
            + "  %d permanent windows, %d system-call traps: as the manifest says%n"
            + "  gate and monitor: those of this installation%n",
        image.name(),
        code >> 10,
        manifest.segments().size(),
        manifest.functions().size(),
        manifest.grants().size(),
        manifest.traps().size());
  }
}
