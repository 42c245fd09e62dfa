package dev.cubicle.trampolines.script;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.script.ScriptItem.Align;
import dev.cubicle.trampolines.script.ScriptItem.Inputs;
import dev.cubicle.trampolines.script.ScriptItem.Mark;
import dev.cubicle.trampolines.script.ScriptItem.Order;
import dev.cubicle.trampolines.script.ScriptItem.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads linker scripts: as much of ld's language as is needed to gather sections and to name their
 * bounds. Anything else is refused with its place, since what is not understood could matter.
 */
public final class ScriptReader {
  private static final int MOST_BYTES = 1 << 20;
  private static final int DEEPEST = 32;
  private static final long LARGEST_BOUNDARY = 1 << 21;

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,1023}");
  private static final Pattern SECTION =
      Pattern.compile("[A-Za-z_.$/][A-Za-z0-9_.$/~-]{0,1023}|\"[A-Za-z0-9_.$/~-]{1,1024}\"");
  private static final Pattern NAME_PATTERN =
      Pattern.compile(
          "[A-Za-z0-9_.$/~*?\\[\\]^!-]{1,1024}|\"[A-Za-z0-9_.$/~*?\\[\\]^!-]{1,1024}\"");
  private static final Pattern NUMBER =
      Pattern.compile("0[xX][0-9a-fA-F]{1,15}|[1-9][0-9]{0,14}|0");
  private static final Pattern SORT = call("SORT[A-Z_]*+");
  private static final Pattern KEEP = call("KEEP");
  private static final Pattern ALIGN = call("ALIGN");
  private static final Pattern ALL_FILES = call("\\*");
  private static final Pattern PROVIDE = call("(?:PROVIDE(?:_HIDDEN)?|HIDDEN)");
  private static final Pattern PLACE_ASSIGNED = Pattern.compile("\\.(?=\\s*+=)");
  private static final Pattern SYMBOL_ASSIGNED =
      Pattern.compile(WORD.pattern() + "(?=\\s*+=(?!=))");

  private final ScriptText text;

  /** A word before a parenthesis. */
  private static Pattern call(String word) {
    return Pattern.compile(word + "(?=\\s*+\\()");
  }

  private ScriptReader(ScriptText text) {
    this.text = text;
  }

  /**
   * Reads a script.
   *
   * @throws BadInputException with one line, {@code FILE:LINE: …}, for what is wrong or not known
   */
  public static LinkerScriptFile read(Path file) throws BadInputException {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          file + (Files.exists(file) ? ": is not a file" : ": there is no such file"));
    }
    try (InputStream stream = Files.newInputStream(file)) {
      final byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new BadInputException(file + ": is larger than 1 MiB, which no linker script is");
      }
      return parse(file, new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static LinkerScriptFile parse(Path file, String text) throws BadInputException {
    return new LinkerScriptFile(file, new ScriptReader(new ScriptText(file, text)).blocks());
  }

  private List<List<ScriptItem>> blocks() throws BadInputException {
    final List<List<ScriptItem>> blocks = new ArrayList<>();
    boolean inserted = true;
    while (!text.atEnd()) {
      if (text.accept(";")) {
        continue;
      }
      final Optional<String> word = text.accept(WORD);
      if (word.equals(Optional.of("SECTIONS"))) {
        blocks.add(sections());
        inserted = false;
      } else if (word.equals(Optional.of("INSERT"))) {
        insert();
        inserted = true;
      } else {
        throw text.bad(
            "%s: a script may hold SECTIONS { … } and INSERT AFTER or BEFORE, nothing else"
                .formatted(word.orElseGet(text::next)));
      }
    }
    if (!inserted) {
      throw text.bad(
          "SECTIONS without INSERT AFTER or BEFORE lays out a whole program, which is done here");
    }
    return List.copyOf(blocks);
  }

  private void insert() throws BadInputException {
    final Optional<String> where = text.accept(WORD);
    if (where.filter(w -> w.equals("AFTER") || w.equals("BEFORE")).isEmpty()
        || text.accept(SECTION).isEmpty()) {
      throw text.bad("expected INSERT AFTER or BEFORE and a section");
    }
  }

  private List<ScriptItem> sections() throws BadInputException {
    final List<ScriptItem> items = new ArrayList<>();
    text.expect("{");
    while (!text.accept("}")) {
      if (!text.accept(";")) {
        final Optional<ScriptItem> item = assignment();
        items.add(item.isPresent() ? item.get() : output());
      }
    }
    return List.copyOf(items);
  }

  /** {@code . = ALIGN(n);}, {@code NAME = .;} and the same within PROVIDE, if one comes next. */
  private Optional<ScriptItem> assignment() throws BadInputException {
    if (text.accept(PLACE_ASSIGNED).isPresent()) {
      text.expect("=");
      final long boundary = align().orElseThrow(() -> text.bad(unknown("ALIGN(n)")));
      text.expect(";");
      return Optional.of(new Align(boundary));
    }
    final Optional<String> provide = text.accept(PROVIDE);
    if (provide.isPresent()) {
      text.expect("(");
      final Mark mark =
          mark(
              text.accept(WORD).orElseThrow(() -> text.bad(unknown("a symbol"))),
              !provide.get().equals("HIDDEN"));
      text.expect(")");
      text.accept(";");
      return Optional.of(mark);
    }
    final Optional<String> symbol = text.accept(SYMBOL_ASSIGNED);
    if (symbol.isEmpty()) {
      return Optional.empty();
    }
    final Mark mark = mark(symbol.get(), false);
    text.expect(";");
    return Optional.of(mark);
  }

  private Mark mark(String symbol, boolean provided) throws BadInputException {
    final int line = text.line();
    text.expect("=");
    final boolean absolute = text.accept("ABSOLUTE");
    if (absolute) {
      text.expect("(");
    }
    if (!text.accept(".")) {
      throw text.bad(unknown("the place, \".\", for " + symbol));
    }
    String beyond = "";
    if (text.accept("+")) {
      text.expect("SIZEOF");
      text.expect("(");
      beyond = unquoted(text.accept(SECTION).orElseThrow(() -> text.bad(unknown("a section"))));
      text.expect(")");
    }
    if (absolute) {
      text.expect(")");
    }
    return new Mark(symbol, provided, beyond, line);
  }

  private Output output() throws BadInputException {
    final int line = text.line();
    final String section =
        unquoted(text.accept(SECTION).orElseThrow(() -> text.bad(unknown("an output section"))));
    if (section.equals("/DISCARD/")) {
      throw text.bad("/DISCARD/: what is left out of the image is decided by the builder");
    }
    final List<ScriptItem> contents = new ArrayList<>();
    align().map(Align::new).ifPresent(contents::add);
    text.expect(":");
    align().map(Align::new).ifPresent(contents::add);
    text.expect("{");
    while (!text.accept("}")) {
      if (!text.accept(";")) {
        final Optional<ScriptItem> item = assignment();
        contents.add(item.isPresent() ? item.get() : inputs());
      }
    }
    // Program headers are the builder's.
    while (text.accept(":")) {
      if (text.accept(WORD).isEmpty()) {
        throw text.bad(unknown("a program header"));
      }
    }
    text.accept(",");
    return new Output(section, List.copyOf(contents), line);
  }

  private Inputs inputs() throws BadInputException {
    final boolean keep = text.accept(KEEP).isPresent();
    if (keep) {
      text.expect("(");
    }
    if (text.accept(ALL_FILES).isEmpty()) {
      throw text.bad(unknown("input sections of all files, \"*(…)\""));
    }
    text.expect("(");
    final List<NamePattern> patterns = new ArrayList<>();
    Order order = Order.FILE;
    do {
      final Optional<String> sort = text.accept(SORT);
      if (sort.isPresent()) {
        order = order(sort.get());
        text.expect("(");
      }
      patterns.add(pattern());
      if (sort.isPresent()) {
        text.expect(")");
      }
      if (order != Order.FILE && patterns.size() > 1) {
        throw text.bad("several patterns in one statement that sorts: give each its own");
      }
      text.accept(",");
    } while (!text.accept(")"));
    if (keep) {
      text.expect(")");
    }
    return new Inputs(List.copyOf(patterns), order, keep);
  }

  private NamePattern pattern() throws BadInputException {
    final String name =
        unquoted(text.accept(NAME_PATTERN).orElseThrow(() -> text.bad(unknown("a section name"))));
    if (List.of("EXCLUDE_FILE", "COMMON", "INPUT_SECTION_FLAGS").contains(name)) {
      throw text.bad(name + " cannot be gathered into a table");
    }
    return new NamePattern(name);
  }

  private Order order(String word) throws BadInputException {
    return switch (word) {
      case "SORT", "SORT_BY_NAME" -> Order.NAME;
      case "SORT_BY_INIT_PRIORITY" -> Order.PRIORITY;
      case "SORT_NONE" -> Order.FILE;
      default -> throw text.bad(word + " is not known; SORT_BY_NAME and SORT_NONE are");
    };
  }

  /** {@code ALIGN(n)}, {@code ALIGN(., n)}. */
  private Optional<Long> align() throws BadInputException {
    if (text.accept(ALIGN).isEmpty()) {
      return Optional.empty();
    }
    text.expect("(");
    if (text.accept(".")) {
      text.expect(",");
    }
    final long boundary = number(0);
    text.expect(")");
    if (boundary < 1 || boundary > LARGEST_BOUNDARY || Long.bitCount(boundary) != 1) {
      throw text.bad(
          "ALIGN(%d): expected a power of two, at most %d".formatted(boundary, LARGEST_BOUNDARY));
    }
    return Optional.of(boundary);
  }

  /** A number, or what the preprocessor made of a page's size: {@code (1 << 12)}. */
  private long number(int depth) throws BadInputException {
    long value;
    if (depth < DEEPEST && text.accept("(")) {
      value = number(depth + 1);
      text.expect(")");
    } else {
      value = Long.decode(text.accept(NUMBER).orElseThrow(() -> text.bad(unknown("a number"))));
    }
    if (depth < DEEPEST && text.accept("<<")) {
      final long bits = number(depth + 1);
      value = bits >= 0 && bits < Long.SIZE ? value << bits : 0;
    }
    return value;
  }

  private String unknown(String expected) {
    return "expected %s, not %s".formatted(expected, text.next());
  }

  private static String unquoted(String name) {
    return name.replace("\"", "");
  }
}
