package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a recorded link command says: by a compiler ({@code -Wl,-T,X}) or by ld itself.
 *
 * @param inputs objects and archives, in their order, as written
 * @param scripts linker scripts, in their order, as written
 * @param libraries names of {@code -lNAME}
 * @param entry symbol of {@code -e}
 * @param output file of {@code -o}
 */
record LinkCommand(
    List<String> inputs,
    List<String> scripts,
    List<String> libraries,
    Optional<String> entry,
    Optional<String> output) {

  /** A tree of 50 libraries has 20 KiB of it. */
  static final int LONGEST = 4 << 20;

  /** Options whose next word is their value, and means nothing here. */
  private static final Set<String> SKIPPED_VALUES =
      Set.of(
          "-z",
          "-m",
          "-u",
          "-L",
          "-Map",
          "--sysroot",
          "--param",
          "-I",
          "-isystem",
          "-x",
          "-U",
          "-D",
          "-include",
          "-idirafter",
          "-iquote",
          "-imacros");

  /** Options that change what symbols mean, which the image would not follow. */
  private static final Set<String> REFUSED = Set.of("--wrap", "--defsym", "--just-symbols", "-R");

  /** Addresses of sections; cubicles have others. */
  private static final Set<String> ADDRESSES = Set.of("-Ttext", "-Tdata", "-Tbss");

  LinkCommand {
    inputs = List.copyOf(inputs);
    scripts = List.copyOf(scripts);
    libraries = List.copyOf(libraries);
  }

  /**
   * @throws BadInputException when it is none, with what is wrong and without the file's name
   */
  static LinkCommand parse(String text) throws BadInputException {
    if (text.length() > LONGEST) {
      throw new BadInputException("is longer than %d MiB".formatted(LONGEST >> 20));
    }
    final List<String> words = ShellWords.split(text);
    if (words.isEmpty()) {
      throw new BadInputException("is empty");
    }
    return new Parser(linkerWords(words.subList(1, words.size()))).parse();
  }

  /** With what the compiler passes on in the place of the words that say so. */
  private static List<String> linkerWords(List<String> words) {
    final List<String> all = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith("-Wl,")) {
        all.addAll(List.of(word.substring(4).split(",")));
      } else if (!word.equals("-Xlinker")) {
        all.add(word);
      }
    }
    return all;
  }

  private static final class Parser {

    private final List<String> words;
    private int next;

    private final List<String> inputs = new ArrayList<>();
    private final List<String> scripts = new ArrayList<>();
    private final List<String> libraries = new ArrayList<>();
    private Optional<String> entry = Optional.empty();
    private Optional<String> output = Optional.empty();

    Parser(List<String> words) {
      this.words = words;
    }

    LinkCommand parse() throws BadInputException {
      while (next < words.size()) {
        final String word = words.get(next++);
        if (word.startsWith("-")) {
          option(word);
        } else if (word.startsWith("@")) {
          throw new BadInputException("takes words from a file, %s".formatted(Quoted.of(word)));
        } else if (word.endsWith(".o") || word.endsWith(".a")) {
          inputs.add(word);
        } else if (word.endsWith(".ld") || word.endsWith(".lds")) {
          scripts.add(word);
        } else if (!word.isEmpty()) {
          throw new BadInputException(
              "links %s, which is no object, archive or linker script".formatted(Quoted.of(word)));
        }
      }
      return new LinkCommand(inputs, scripts, libraries, entry, output);
    }

    private void option(String word) throws BadInputException {
      final int equals = word.indexOf('=');
      final String name = equals < 0 ? word : word.substring(0, equals);
      if (REFUSED.contains(name)) {
        throw new BadInputException(
            "uses %s, which an image of cubicles cannot follow".formatted(name));
      }
      if (ADDRESSES.contains(name) || name.startsWith("-Ttext-") || SKIPPED_VALUES.contains(word)) {
        if (equals < 0) {
          value(word);
        }
        return;
      }
      switch (name) {
        case "-T", "-dT", "--script", "--default-script" -> scripts.add(value(word));
        case "-e", "--entry" -> entry = Optional.of(value(word));
        case "-o", "--output" -> output = Optional.of(value(word));
        case "-l", "--library" -> libraries.add(value(word));
        default -> attached(word);
      }
    }

    /** An option whose value follows without a space. */
    private void attached(String word) {
      if (word.startsWith("--") || word.length() < 3) {
        return;
      }
      final String value = word.substring(2);
      switch (word.substring(0, 2)) {
        case "-T" -> scripts.add(value);
        case "-l" -> libraries.add(value);
        case "-o" -> output = word.startsWith("-omagic") ? output : Optional.of(value);
        case "-e" -> entry = Optional.of(value);
        default -> {
          // What it asks of the compiler, or of the layout, has no meaning for cubicles.
        }
      }
    }

    private String value(String option) throws BadInputException {
      final int equals = option.indexOf('=');
      if (equals >= 0) {
        return option.substring(equals + 1);
      }
      if (next == words.size()) {
        throw new BadInputException("ends with %s, without a value".formatted(option));
      }
      return words.get(next++);
    }
  }
}
