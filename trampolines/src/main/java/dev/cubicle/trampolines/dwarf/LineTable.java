package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.ProgramFile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Which line of which source file an instruction comes from: an image's {@code .debug_line} (DWARF
 * versions 2 to 5, section 6.2). It only helps people: what is damaged is left out.
 */
public final class LineTable {

  /**
   * Instructions that lie side by side.
   *
   * @param starts addresses of rows, ascending
   * @param files numbers in {@link #sources}
   * @param statements whether a row is a good place to stop at (DWARF's is_stmt)
   * @param end behind the last instruction
   */
  record Sequence(long[] starts, int[] files, int[] lines, boolean[] statements, long end) {
    long start() {
      return starts[0];
    }
  }

  /** A source file. */
  record Source(String directory, String file) {}

  /** Nothing can be mapped below: vm.mmap_min_addr as distributions set it. */
  private static final long LOWEST = 65536;

  private static final LineTable NONE = new LineTable(List.of(), List.of());

  private final List<Sequence> sequences;
  private final List<Source> sources;
  private final long[] starts;

  private LineTable(List<Sequence> sequences, List<Source> sources) {
    this.sequences = sequences;
    this.sources = sources;
    this.starts = sequences.stream().mapToLong(Sequence::start).toArray();
  }

  /** A table that knows nothing. */
  public static LineTable none() {
    return NONE;
  }

  /** The table of an image; without debug information one that knows nothing. */
  public static LineTable of(CubicleImage image) {
    return of(image::section);
  }

  /** Likewise of a program without cubicles. */
  public static LineTable of(ProgramFile program) {
    return of(program::section);
  }

  private static LineTable of(Function<String, Optional<byte[]>> sections) {
    final Optional<byte[]> lines = sections.apply(".debug_line");
    if (lines.isEmpty()) {
      return NONE;
    }
    final LineProgramReader reader =
        new LineProgramReader(
            lines.get(),
            sections.apply(".debug_line_str").orElse(new byte[0]),
            sections.apply(".debug_str").orElse(new byte[0]));
    // What the linker dropped has address 0, or nearly.
    return new LineTable(
        reader.read().stream()
            .filter(sequence -> sequence.start() >= LOWEST)
            .sorted(Comparator.comparingLong(Sequence::start))
            .toList(),
        reader.sources());
  }

  /** The line that an instruction comes from. */
  public Optional<SourceLine> at(long address) {
    final Sequence sequence = sequence(address);
    return sequence == null ? Optional.empty() : line(sequence, row(sequence, address));
  }

  /** Whether a statement begins with an instruction: where steps by lines should stop. */
  public boolean beginsStatement(long address) {
    final Sequence sequence = sequence(address);
    if (sequence == null) {
      return false;
    }
    boolean begins = false;
    for (int row = row(sequence, address); row >= 0 && sequence.starts()[row] == address; row--) {
      begins |= sequence.statements()[row];
    }
    return begins;
  }

  private Sequence sequence(long address) {
    int index = Arrays.binarySearch(starts, address);
    if (index < 0) {
      index = -index - 2;
    }
    return index < 0 || address >= sequences.get(index).end() ? null : sequences.get(index);
  }

  /** Of several rows at one address the last counts. */
  private static int row(Sequence sequence, long address) {
    int row = Arrays.binarySearch(sequence.starts(), address);
    if (row < 0) {
      row = -row - 2;
    }
    while (row + 1 < sequence.starts().length
        && sequence.starts()[row + 1] == sequence.starts()[row]) {
      row++;
    }
    return row;
  }

  private Optional<SourceLine> line(Sequence sequence, int row) {
    final int file = sequence.files()[row];
    final int line = sequence.lines()[row];
    if (file < 0 || file >= sources.size() || line <= 0) {
      return Optional.empty();
    }
    final Source source = sources.get(file);
    return Optional.of(new SourceLine(source.directory(), source.file(), line));
  }

  /**
   * Where the code of a line begins: its statements, or else its first instruction in each stretch
   * of code.
   *
   * @param file the end of a file's path, such as {@code main.c} or {@code vfs/main.c}
   */
  public LongStream addresses(String file, int line) {
    final LongStream.Builder found = LongStream.builder();
    for (Sequence sequence : sequences) {
      final LongStream.Builder statements = LongStream.builder();
      long first = 0;
      boolean inside = false;
      boolean any = false;
      for (int row = 0; row < sequence.starts().length; row++) {
        if (row(sequence, sequence.starts()[row]) != row) {
          continue;
        }
        final boolean meant = sequence.lines()[row] == line && isNamed(sequence.files()[row], file);
        if (meant && first == 0) {
          first = sequence.starts()[row];
        }
        if (meant && !inside && sequence.statements()[row]) {
          statements.add(sequence.starts()[row]);
          any = true;
        }
        inside = meant && (inside || sequence.statements()[row]);
      }
      if (any) {
        statements.build().forEach(found::add);
      } else if (first != 0) {
        found.add(first);
      }
    }
    return found.build().distinct().sorted();
  }

  private boolean isNamed(int number, String file) {
    if (number < 0 || number >= sources.size()) {
      return false;
    }
    final String path = sources.get(number).file();
    return path.equals(file) || path.endsWith("/" + file);
  }

  /** The files that lines come from, each as the compiler named it. */
  public List<String> files() {
    return sources.stream().map(Source::file).distinct().sorted().toList();
  }
}
