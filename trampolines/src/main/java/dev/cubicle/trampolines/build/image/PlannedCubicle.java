package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.policy.Policy.Kind;
import java.util.BitSet;
import java.util.List;

/**
 * A cubicle as it is linked and described in the manifest.
 *
 * @param constantsForEveryone whether everyone may read its read-only data
 * @param stackSize bytes, a multiple of 4096; 0 for shared cubicles
 * @param heapLimit bytes
 * @param systemCalls Linux numbers, below 512
 * @param files its objects, in link order
 * @param variant of its layout
 */
public record PlannedCubicle(
    int number,
    String name,
    Kind kind,
    boolean executeOnly,
    boolean constantsForEveryone,
    long stackSize,
    long heapLimit,
    BitSet systemCalls,
    List<PlannedFile> files,
    Variant variant) {

  /** The same with another variant of its layout. */
  PlannedCubicle with(Variant other) {
    return new PlannedCubicle(
        number,
        name,
        kind,
        executeOnly,
        constantsForEveryone,
        stackSize,
        heapLimit,
        systemCalls,
        files,
        other);
  }

  /** Whether any of its sections goes there. */
  boolean has(Region region) {
    return files.stream().anyMatch(f -> f.has(region));
  }

  /** Whether any of its sections is put there. */
  boolean has(Placement placement) {
    return files.stream()
        .flatMap(f -> f.sections().stream())
        .anyMatch(s -> s.placement() == placement);
  }

  /** The name of the linker's symbol for a bound of a part of this cubicle. */
  String bound(String part, String end) {
    return "cubicle." + number + "." + part + "_" + end;
  }
}
