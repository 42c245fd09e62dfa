package dev.cubicle.cli.run;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.report.Violation;
import java.util.List;
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
    names.entry(violation);
    return names.text.toString();
  }

  /** The entry of a policy that would open the variable alone; the monitor names a larger one. */
  private void entry(Violation violation) {
    if (violation.kind() != Violation.Kind.ACCESS
        || violation.owner().isEmpty()
        || violation.access().isEmpty()) {
      return;
    }
    final boolean write = violation.access().get() == Violation.Access.WRITE;
    final List<Manifest.Cubicle> cubicles = image.manifest().cubicles();
    final boolean data =
        image.manifest().segments().stream()
            .anyMatch(
                segment ->
                    segment.holds(violation.address())
                        && !segment.executable()
                        && (segment.writable() || !write));
    if (data && violation.access().get() != Violation.Access.EXECUTE) {
      image
          .symbols()
          .at(violation.address())
          .map(Symbols.Location::symbol)
          .filter(symbol -> symbol.kind() == Symbols.Kind.DATA && symbol.size() > 0)
          .ifPresent(
              symbol ->
                  text.append(
                      "  %-9s [[data]] symbol = \"%s\", owner = \"%s\", to = [\"%s\"], access = \"%s\"%n"
                          .formatted(
                              "or",
                              symbol.name(),
                              cubicles.get(violation.owner().getAsInt()).name(),
                              cubicles.get(violation.cubicle()).name(),
                              write ? "write" : "read")));
    }
  }

  private void line(String what, long address) {
    final Optional<Symbols.Location> place =
        address == 0 ? Optional.empty() : image.symbols().at(address);
    place.ifPresent(
        location -> text.append("  %-9s %s (0x%x)%n".formatted(what, location.text(), address)));
  }
}
