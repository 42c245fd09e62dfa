package dev.cubicle.trampolines.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Reads the directories and files of a line program's header: DWARF 5, section 6.2.4. */
final class LineFileReader {
  private static final int CONTENT_PATH = 1;
  private static final int CONTENT_DIRECTORY = 2;
  private static final int MOST_FILES = 1 << 16;

  private final Cursor cursor;
  private final int offsetSize;
  private final byte[] lineStrings;
  private final byte[] strings;
  private final ToIntFunction<LineTable.Source> numbers;

  /**
   * @param numbers gives each file its number
   */
  LineFileReader(
      Cursor cursor,
      int offsetSize,
      byte[] lineStrings,
      byte[] strings,
      ToIntFunction<LineTable.Source> numbers) {
    this.cursor = cursor;
    this.offsetSize = offsetSize;
    this.lineStrings = lineStrings;
    this.strings = strings;
    this.numbers = numbers;
  }

  private record Entry(String path, long directory) {}

  /** Version 5: the numbers of the unit's files, by the numbers that its program uses. */
  int[] read() throws DwarfException {
    final List<Entry> directories = entries();
    final List<Entry> files = entries();
    final int[] result = new int[files.size()];
    for (int i = 0; i < result.length; i++) {
      final Entry file = files.get(i);
      final String compiled = directories.isEmpty() ? "" : directories.getFirst().path();
      final String directory =
          file.directory() > 0 && file.directory() < directories.size()
              ? directories.get((int) file.directory()).path()
              : "";
      result[i] = numbers.applyAsInt(source(compiled, directory, file.path()));
    }
    return result;
  }

  private static LineTable.Source source(String compiled, String directory, String file) {
    return new LineTable.Source(
        printable(compiled),
        printable(file.startsWith("/") || directory.isEmpty() ? file : directory + "/" + file));
  }

  /** What could upset a terminal is replaced. */
  private static String printable(String name) {
    return name.replaceAll("[^ -~]", "?");
  }

  private List<Entry> entries() throws DwarfException {
    final int formats = cursor.u8();
    final int[] contents = new int[formats];
    final int[] forms = new int[formats];
    for (int i = 0; i < formats; i++) {
      contents[i] = cursor.small();
      forms[i] = cursor.small();
    }
    final long count = cursor.uleb();
    if (count < 0 || count > MOST_FILES) {
      throw new DwarfException("too many source files");
    }
    final List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String path = "";
      long directory = 0;
      for (int j = 0; j < formats; j++) {
        if (contents[j] == CONTENT_PATH) {
          path = string(forms[j]);
        } else {
          final long value = number(forms[j]);
          directory = contents[j] == CONTENT_DIRECTORY ? value : directory;
        }
      }
      entries.add(new Entry(path, directory));
    }
    return entries;
  }

  private String string(int form) throws DwarfException {
    return switch (form) {
      case Form.STRING -> cursor.string();
      case Form.LINE_STRP -> new Cursor(lineStrings, cursor.fixed(offsetSize)).string();
      case Form.STRP -> new Cursor(strings, cursor.fixed(offsetSize)).string();
      default -> throw new DwarfException("a file's name of unknown form 0x%x".formatted(form));
    };
  }

  private long number(int form) throws DwarfException {
    return switch (form) {
      case Form.DATA1 -> cursor.u8();
      case Form.DATA2 -> cursor.u16();
      case Form.DATA4 -> cursor.fixed(4);
      case Form.DATA8 -> cursor.fixed(8);
      case Form.UDATA -> cursor.uleb();
      case Form.DATA16 -> {
        cursor.skip(16);
        yield 0;
      }
      case Form.BLOCK -> {
        cursor.skip(cursor.small());
        yield 0;
      }
      default -> throw new DwarfException("a file's entry of unknown form 0x%x".formatted(form));
    };
  }

  /** Versions 2 to 4: number 0 is no file, directory 0 that of the compiler, which is not told. */
  static int[] readOld(Cursor cursor, ToIntFunction<LineTable.Source> numbers)
      throws DwarfException {
    final List<String> directories = new ArrayList<>(List.of(""));
    for (String name = cursor.string(); !name.isEmpty(); name = cursor.string()) {
      directories.add(name);
    }
    final List<Integer> files = new ArrayList<>(List.of(-1));
    for (String name = cursor.string(); !name.isEmpty(); name = cursor.string()) {
      final long directory = cursor.uleb();
      cursor.uleb();
      cursor.uleb();
      final String of =
          directory > 0 && directory < directories.size() ? directories.get((int) directory) : "";
      files.add(numbers.applyAsInt(source("", of, name)));
    }
    return files.stream().mapToInt(Integer::intValue).toArray();
  }
}
