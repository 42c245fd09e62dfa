package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.manifest.CubicleImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
   * @param end behind the last instruction
   */
  record Sequence(long[] starts, int[] files, int[] lines, long end) {
    long start() {
      return starts[0];
    }
  }

  /** A source file. */
  record Source(String directory, String file) {}

  private static final LineTable NONE = new LineTable(List.of(), List.of());

  private final List<Sequence> sequences;
  private final List<Source> sources;
  private final long[] starts;

  private LineTable(List<Sequence> sequences, List<Source> sources) {
    this.sequences = sequences;
    this.sources = sources;
    this.starts = sequences.stream().mapToLong(Sequence::start).toArray();
  }

  /** The table of an image; without debug information one that knows nothing. */
  public static LineTable of(CubicleImage image) {
    final Optional<byte[]> lines = image.section(".debug_line");
    if (lines.isEmpty()) {
      return NONE;
    }
    final LineProgramReader reader =
        new LineProgramReader(
            lines.get(),
            image.section(".debug_line_str").orElse(new byte[0]),
            image.section(".debug_str").orElse(new byte[0]));
    final List<Sequence> sequences = new ArrayList<>();
    for (Sequence sequence : reader.read()) {
      // What the linker dropped has address 0.
      if (sequence.start() >= image.manifest().imageStart()
          && sequence.end() <= image.manifest().imageEnd()) {
        sequences.add(sequence);
      }
    }
    sequences.sort(Comparator.comparingLong(Sequence::start));
    return new LineTable(sequences, reader.sources());
  }

  /** The line that an instruction comes from. */
  public Optional<SourceLine> at(long address) {
    int index = Arrays.binarySearch(starts, address);
    if (index < 0) {
      index = -index - 2;
    }
    if (index < 0 || address >= sequences.get(index).end()) {
      return Optional.empty();
    }
    final Sequence sequence = sequences.get(index);
    int row = Arrays.binarySearch(sequence.starts(), address);
    if (row < 0) {
      row = -row - 2;
    }
    // Of several rows at one address the last counts.
    while (row + 1 < sequence.starts().length
        && sequence.starts()[row + 1] == sequence.starts()[row]) {
      row++;
    }
    return line(sequence, row);
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
   * Where the code of a line begins: in each stretch of it, the first instruction.
   *
   * @param file the end of a file's path, such as {@code main.c} or {@code vfs/main.c}
   */
  public LongStream addresses(String file, int line) {
    final LongStream.Builder found = LongStream.builder();
    for (Sequence sequence : sequences) {
      boolean inside = false;
      for (int row = 0; row < sequence.starts().length; row++) {
        final boolean meant = sequence.lines()[row] == line && isNamed(sequence.files()[row], file);
        if (meant && !inside) {
          found.add(sequence.starts()[row]);
        }
        inside = meant;
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
