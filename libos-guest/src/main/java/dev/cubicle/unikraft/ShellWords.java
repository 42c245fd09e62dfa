package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a recorded command into words as a POSIX shell would (Shell Command Language, 2.2
 * Quoting): nothing is expanded, and what a shell would expand or run is refused.
 */
final class ShellWords {

  private static final String EXPANDED = "$`";
  private static final String OPERATORS = ";&|<>()\n";
  private static final String ESCAPED_IN_DOUBLE_QUOTES = "$`\"\\";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean started;
  private int next;

  private ShellWords(String text) {
    this.text = text;
  }

  /**
   * @throws BadInputException when it is not one plain command
   */
  static List<String> split(String command) throws BadInputException {
    return new ShellWords(command.strip()).split();
  }

  private List<String> split() throws BadInputException {
    while (next < text.length()) {
      final char letter = text.charAt(next++);
      if (letter == '\'') {
        singleQuoted();
      } else if (letter == '"') {
        doubleQuoted();
      } else if (letter == '\\') {
        escaped();
      } else if (letter == ' ' || letter == '\t') {
        end();
      } else if (OPERATORS.indexOf(letter) >= 0 || EXPANDED.indexOf(letter) >= 0) {
        throw notPlain(letter);
      } else {
        add(letter);
      }
    }
    end();
    return List.copyOf(words);
  }

  private void add(char letter) {
    word.append(letter);
    started = true;
  }

  private void end() {
    if (started) {
      words.add(word.toString());
      word.setLength(0);
      started = false;
    }
  }

  private void singleQuoted() throws BadInputException {
    final int end = text.indexOf('\'', next);
    if (end < 0) {
      throw open();
    }
    word.append(text, next, end);
    started = true;
    next = end + 1;
  }

  private void doubleQuoted() throws BadInputException {
    started = true;
    while (next < text.length()) {
      final char letter = text.charAt(next++);
      if (letter == '"') {
        return;
      }
      if (EXPANDED.indexOf(letter) >= 0) {
        throw notPlain(letter);
      }
      final char after = next < text.length() ? text.charAt(next) : '\0';
      if (letter == '\\' && (after == '\n' || ESCAPED_IN_DOUBLE_QUOTES.indexOf(after) >= 0)) {
        next++;
        if (after != '\n') {
          add(after);
        }
      } else {
        add(letter);
      }
    }
    throw open();
  }

  private void escaped() throws BadInputException {
    if (next == text.length()) {
      throw open();
    }
    final char letter = text.charAt(next++);
    if (letter != '\n') {
      add(letter);
    }
  }

  private static BadInputException open() {
    return new BadInputException("ends within quotes");
  }

  private static BadInputException notPlain(char letter) {
    return new BadInputException(
        letter == '\n'
            ? "holds more than one command"
            : "is not one plain command: it has a %c in it".formatted(letter));
  }
}
