package dev.cubicle.cli.run;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.report.Violation;
import java.util.Optional;

/** The names of a violation's addresses, in the manner of the monitor's report. */
final class ViolationNames {

  private final CubicleImage image;
  private final StringBuilder text = new StringBuilder();

  private ViolationNames(CubicleImage image) {
    this.image = image;
  }

  /** A line for each address that has a name. */
  static String lines(Violation violation, CubicleImage image) {
    final ViolationNames names = new ViolationNames(image);
    names.line("at", violation.instruction());
    if (violation.access().isPresent()) {
      names.line("address", violation.address());
    }
    for (Violation.Frame frame : violation.calls()) {
      names.line("called by", frame.address());
    }
    return names.text.toString();
  }

  private void line(String what, long address) {
    final Optional<Symbols.Location> place =
        address == 0 ? Optional.empty() : image.symbols().at(address);
    place.ifPresent(
        location -> text.append("  %-9s %s (0x%x)%n".formatted(what, location.text(), address)));
  }
}
