package dev.cubicle.trampolines.script;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.Quoted;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a linker script and the place that has been read up to. */
final class ScriptText {
  /** Comments, and the line markers that the C preprocessor leaves. */
  private static final Pattern SPACE =
      Pattern.compile("\\s++|/\\*(?s:.*?)\\*/|(?m:^)#[ \\t]*+[0-9][^\\n]*+");

  private final Path file;
  private final String text;
  private int at;

  ScriptText(Path file, String text) {
    this.file = file;
    this.text = text;
    skip();
  }

  /** What comes next, if it is of that form; it is passed over. */
  Optional<String> accept(Pattern form) {
    final Matcher matcher = form.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    skip();
    return Optional.of(matcher.group());
  }

  /** Whether this comes next; if so it is passed over. */
  boolean accept(String mark) {
    if (!text.startsWith(mark, at)) {
      return false;
    }
    at += mark.length();
    skip();
    return true;
  }

  void expect(String mark) throws BadInputException {
    if (!accept(mark)) {
      throw bad("expected %s before %s".formatted(mark, next()));
    }
  }

  boolean atEnd() {
    return at == text.length();
  }

  int line() {
    return 1 + (int) text.substring(0, at).chars().filter(letter -> letter == '\n').count();
  }

  /** What comes next, for a message. */
  String next() {
    if (atEnd()) {
      return "the end of the file";
    }
    final String rest = text.substring(at, Math.min(text.length(), at + 80));
    return Quoted.of(rest.lines().findFirst().orElse("").strip());
  }

  BadInputException bad(String message) {
    return new BadInputException("%s:%d: %s".formatted(file, line(), message));
  }

  private void skip() {
    final Matcher space = SPACE.matcher(text).useAnchoringBounds(false);
    while (space.region(at, text.length()).lookingAt()) {
      at = space.end();
    }
  }
}
