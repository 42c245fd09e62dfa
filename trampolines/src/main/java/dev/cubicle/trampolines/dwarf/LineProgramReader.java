package dev.cubicle.trampolines.dwarf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs line number programs: DWARF 5, section 6.2.5. A unit that is damaged is left out. */
final class LineProgramReader {
  private static final int COPY = 1;
  private static final int ADVANCE_PC = 2;
  private static final int ADVANCE_LINE = 3;
  private static final int SET_FILE = 4;
  private static final int SET_COLUMN = 5;
  private static final int NEGATE_STATEMENT = 6;
  private static final int CONST_ADD_PC = 8;
  private static final int FIXED_ADVANCE_PC = 9;
  private static final int END_SEQUENCE = 1;
  private static final int SET_ADDRESS = 2;
  private static final int LAST_SPECIAL = 255;

  /** More rows than the largest programs have; a hostile file could claim any number. */
  private static final int MOST_ROWS = 1 << 23;

  private final byte[] lines;
  private final byte[] lineStrings;
  private final byte[] strings;
  private final List<LineTable.Sequence> sequences = new ArrayList<>();
  private final List<LineTable.Source> sources = new ArrayList<>();
  private final Map<LineTable.Source, Integer> sourceNumbers = new HashMap<>();
  private int rows;

  LineProgramReader(byte[] lines, byte[] lineStrings, byte[] strings) {
    this.lines = lines;
    this.lineStrings = lineStrings;
    this.strings = strings;
  }

  List<LineTable.Source> sources() {
    return sources;
  }

  List<LineTable.Sequence> read() {
    long at = 0;
    while (at + Integer.BYTES < lines.length && rows < MOST_ROWS) {
      long next = lines.length;
      try {
        final Cursor cursor = new Cursor(lines, at);
        long length = cursor.fixed(4);
        final boolean wide = length == 0xffff_ffffL;
        if (wide) {
          length = cursor.fixed(8);
        }
        cursor.limit(length);
        next = cursor.position() + length;
        unit(cursor, wide ? 8 : 4);
      } catch (DwarfException _) {
        // The next unit may be whole.
      }
      at = next;
    }
    return sequences;
  }

  private void unit(Cursor cursor, int offsetSize) throws DwarfException {
    final int version = cursor.u16();
    if (version < 2 || version > 5) {
      return;
    }
    if (version >= 5) {
      cursor.skip(2);
    }
    final long headerLength = cursor.fixed(offsetSize);
    final long program = cursor.position() + headerLength;
    final int minimumLength = cursor.u8();
    if (version >= 4) {
      cursor.skip(1);
    }
    final boolean statement = cursor.u8() != 0;
    final int lineBase = (byte) cursor.u8();
    final int lineRange = cursor.u8();
    final int opcodeBase = cursor.u8();
    if (lineRange == 0 || opcodeBase == 0 || headerLength < 0) {
      throw new DwarfException("a line program of impossible form");
    }
    final int[] operands = new int[opcodeBase];
    for (int i = 1; i < opcodeBase; i++) {
      operands[i] = cursor.u8();
    }
    final int[] files =
        version >= 5
            ? new LineFileReader(cursor, offsetSize, lineStrings, strings, this::number).read()
            : LineFileReader.readOld(cursor, this::number);
    cursor.seek(program);
    run(
        cursor,
        new Form(minimumLength, statement, lineBase, lineRange, opcodeBase, operands),
        files);
  }

  private int number(LineTable.Source source) {
    return sourceNumbers.computeIfAbsent(
        source,
        added -> {
          sources.add(added);
          return sources.size() - 1;
        });
  }

  private record Form(
      int minimumLength,
      boolean statement,
      int lineBase,
      int lineRange,
      int opcodeBase,
      int[] operands) {}

  /** The registers of the state machine and the rows of the sequence so far. */
  private static final class State {
    private long address;
    private int file = 1;
    private long line = 1;
    private boolean statement;
    private int count;
    private long[] starts = new long[64];
    private int[] files = new int[64];
    private int[] lines = new int[64];
    private boolean[] statements = new boolean[64];

    State(boolean statement) {
      this.statement = statement;
    }

    void row(int[] numbers) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        files = Arrays.copyOf(files, 2 * count);
        lines = Arrays.copyOf(lines, 2 * count);
        statements = Arrays.copyOf(statements, 2 * count);
      }
      starts[count] = address;
      files[count] = file >= 0 && file < numbers.length ? numbers[file] : -1;
      lines[count] = Math.clamp(line, 0, Integer.MAX_VALUE);
      statements[count] = statement;
      count++;
    }
  }

  private void run(Cursor cursor, Form form, int[] files) throws DwarfException {
    State state = new State(form.statement());
    while (!cursor.atEnd() && rows < MOST_ROWS) {
      final int opcode = cursor.u8();
      if (opcode >= form.opcodeBase()) {
        final int adjusted = opcode - form.opcodeBase();
        state.address += (long) (adjusted / form.lineRange()) * form.minimumLength();
        state.line += form.lineBase() + adjusted % form.lineRange();
        state.row(files);
        rows++;
      } else if (opcode == 0) {
        state = extended(cursor, form, state);
      } else {
        standard(cursor, form, state, opcode, files);
      }
    }
  }

  private void standard(Cursor cursor, Form form, State state, int opcode, int[] files)
      throws DwarfException {
    switch (opcode) {
      case COPY -> {
        state.row(files);
        rows++;
      }
      case ADVANCE_PC -> state.address += cursor.uleb() * form.minimumLength();
      case ADVANCE_LINE -> state.line += cursor.sleb();
      case SET_FILE -> state.file = cursor.small();
      case SET_COLUMN -> cursor.uleb();
      case NEGATE_STATEMENT -> state.statement = !state.statement;
      case CONST_ADD_PC ->
          state.address +=
              (long) ((LAST_SPECIAL - form.opcodeBase()) / form.lineRange()) * form.minimumLength();
      case FIXED_ADVANCE_PC -> state.address += cursor.u16();
      default -> {
        for (int i = 0; i < form.operands()[opcode]; i++) {
          cursor.uleb();
        }
      }
    }
  }

  private State extended(Cursor cursor, Form form, State state) throws DwarfException {
    final long length = cursor.uleb();
    final long end = cursor.position() + length;
    if (length <= 0) {
      throw new DwarfException("an extended opcode without a length");
    }
    final int opcode = cursor.u8();
    State next = state;
    if (opcode == END_SEQUENCE) {
      finish(state);
      next = new State(form.statement());
    } else if (opcode == SET_ADDRESS) {
      state.address = cursor.fixed((int) Math.min(length - 1, Long.BYTES));
    }
    cursor.seek(end);
    return next;
  }

  private void finish(State state) {
    boolean ascending = state.count > 0 && state.starts[state.count - 1] <= state.address;
    for (int i = 1; i < state.count; i++) {
      ascending &= state.starts[i - 1] <= state.starts[i];
    }
    if (ascending) {
      sequences.add(
          new LineTable.Sequence(
              Arrays.copyOf(state.starts, state.count),
              Arrays.copyOf(state.files, state.count),
              Arrays.copyOf(state.lines, state.count),
              Arrays.copyOf(state.statements, state.count),
              state.address));
    }
  }
}
