package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the checks of an image have found so far. */
final class Findings {
  /** More of one image than anybody reads. */
  private static final int MAXIMUM = 1_000;

  private final CubicleImage image;
  private final List<Finding> findings = new ArrayList<>();

  Findings(CubicleImage image) {
    this.image = image;
  }

  CubicleImage image() {
    return image;
  }

  Manifest manifest() {
    return image.manifest();
  }

  /** Of a place. */
  void add(Finding.Kind kind, int cubicle, long address, String format, Object... arguments) {
    add(Optional.of(manifest().cubicles().get(cubicle).name()), kind, address, format, arguments);
  }

  /** Of a place that is nobody's. */
  void add(Finding.Kind kind, long address, String format, Object... arguments) {
    add(Optional.empty(), kind, address, format, arguments);
  }

  private void add(
      Optional<String> cubicle,
      Finding.Kind kind,
      long address,
      String format,
      Object... arguments) {
    if (!isFull()) {
      findings.add(
          new Finding(
              kind, cubicle, address, image.describe(address), format.formatted(arguments)));
    }
  }

  /** Whether nothing more is taken, so that nobody need look for it. */
  boolean isFull() {
    return findings.size() >= MAXIMUM;
  }

  List<Finding> all() {
    return List.copyOf(findings);
  }
}
