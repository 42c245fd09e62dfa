package dev.cubicle.tracing.state;

import com.google.common.base.Suppliers;
import dev.cubicle.trampolines.dwarf.LineTable;
import dev.cubicle.trampolines.dwarf.SourceLine;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What addresses of an image's code and rows of its function table are called. */
public final class CodeNames {
  private final CubicleImage image;
  private final Supplier<LineTable> lines;

  public CodeNames(CubicleImage image) {
    this.image = image;
    this.lines = Suppliers.memoize(() -> LineTable.of(image));
  }

  /** The image's source lines, read when they are first asked for. */
  public LineTable lines() {
    return lines.get();
  }

  /** The source line of an instruction. */
  public Optional<SourceLine> line(long address) {
    return lines.get().at(address);
  }

  /** An instruction, such as {@code vfs_read+0x12 (vfs.c:31)}. */
  public String code(long address) {
    return image.describe(address) + inSource(address);
  }

  /**
   * The call before the address that it returns to: {@code main+0x1f (main.c:12)}. The distance is
   * that of the return address, as other tools have it.
   */
  public String callSite(long returnAddress) {
    return image.describe(returnAddress) + inSource(returnAddress - 1);
  }

  /** The line alone, such as {@code " (vfs.c:31)"}; nothing where it is not known. */
  private String inSource(long address) {
    return line(address).map(" (%s)"::formatted).orElse("");
  }

  /** The name of a row of the function table. */
  public String function(OptionalInt row) {
    final List<Manifest.Function> functions = image.manifest().functions();
    return row.isPresent() && row.getAsInt() < functions.size()
        ? functions.get(row.getAsInt()).name()
        : "a thread's entry";
  }
}
