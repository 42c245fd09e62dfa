package dev.cubicle.tracing.state;

import com.google.common.base.Suppliers;
import dev.cubicle.trampolines.dwarf.LineTable;
import dev.cubicle.trampolines.dwarf.SourceLine;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.ProgramFile;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What addresses of an image's code and rows of its function table are called. */
public final class CodeNames {
  /** Where a callee returns to: a cubicle that has jumped to its callee left only that. */
  private static final String GATE_RETURN = "cubicle_gate_return";

  private final Symbols symbols;
  private final Supplier<LineTable> lines;
  private final List<Manifest.Function> functions;

  public CodeNames(CubicleImage image) {
    this(image.symbols(), () -> LineTable.of(image), image.manifest().functions());
  }

  /** Names of a program without cubicles. */
  public CodeNames(ProgramFile program) {
    this(program.symbols(), () -> LineTable.of(program), List.of());
  }

  /** No names at all. */
  public static CodeNames none() {
    return new CodeNames(Symbols.none(), LineTable::none, List.of());
  }

  private CodeNames(Symbols symbols, Supplier<LineTable> lines, List<Manifest.Function> functions) {
    this.symbols = symbols;
    this.lines = Suppliers.memoize(lines::get);
    this.functions = functions;
  }

  public Symbols symbols() {
    return symbols;
  }

  /** The symbol that holds an address, such as {@code vfs_read+0x12}; the address without one. */
  public String symbol(long address) {
    return symbols.at(address).map(Symbols.Location::text).orElse("0x%x".formatted(address));
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
    return symbol(address) + inSource(address);
  }

  /**
   * The call before the address that it returns to: {@code main+0x1f (main.c:12)}. The distance is
   * that of the return address, as other tools have it.
   */
  public String callSite(long returnAddress) {
    final String name = symbol(returnAddress);
    return name.equals(GATE_RETURN) ? "a tail call" : name + inSource(returnAddress - 1);
  }

  /** The line alone, such as {@code " (vfs.c:31)"}; nothing where it is not known. */
  private String inSource(long address) {
    return line(address).map(" (%s)"::formatted).orElse("");
  }

  /** The name of a row of the function table. */
  public String function(OptionalInt row) {
    return row.isPresent() && row.getAsInt() < functions.size()
        ? functions.get(row.getAsInt()).name()
        : "a thread's entry";
  }
}
