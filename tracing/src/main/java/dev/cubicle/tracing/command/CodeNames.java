package dev.cubicle.tracing.command;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.List;
import java.util.OptionalInt;

/** What addresses of code and rows of the function table are called. */
final class CodeNames {
  private final CubicleImage image;

  CodeNames(CubicleImage image) {
    this.image = image;
  }

  /** Such as {@code vfs_read+0x12}. */
  String code(long address) {
    return image.describe(address);
  }

  /** What stands before the address that a call returns to. */
  String callSite(long returnAddress) {
    return image.describe(returnAddress - 1);
  }

  String function(OptionalInt row) {
    final List<Manifest.Function> functions = image.manifest().functions();
    return row.isPresent() && row.getAsInt() < functions.size()
        ? functions.get(row.getAsInt()).name()
        : "a thread's entry";
  }
}
