package dev.cubicle.tracing;

/**
 * Makes text that a guest chose (names of files, symbols and threads) fit for a terminal: no
 * control character, no direction mark, one line, bounded length.
 */
public final class Printable {

  /** Longer text is cut. */
  private static final int LONGEST = 120;

  private static final String CUT = "...";

  private Printable() {}

  /** The text with everything that is not plainly visible replaced by question marks. */
  public static String of(String text) {
    final StringBuilder visible = new StringBuilder();
    text.codePoints()
        .limit(LONGEST + 1L)
        .forEach(point -> visible.appendCodePoint(plain(point) ? point : '?'));
    if (visible.codePointCount(0, visible.length()) > LONGEST) {
      visible.setLength(visible.offsetByCodePoints(0, LONGEST - CUT.length()));
      visible.append(CUT);
    }
    return visible.toString();
  }

  private static boolean plain(int point) {
    return point == ' '
        || switch (Character.getType(point)) {
          case Character.UPPERCASE_LETTER,
              Character.LOWERCASE_LETTER,
              Character.TITLECASE_LETTER,
              Character.MODIFIER_LETTER,
              Character.OTHER_LETTER,
              Character.DECIMAL_DIGIT_NUMBER,
              Character.LETTER_NUMBER,
              Character.OTHER_NUMBER,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.CONNECTOR_PUNCTUATION,
              Character.OTHER_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.MATH_SYMBOL,
              Character.CURRENCY_SYMBOL,
              Character.MODIFIER_SYMBOL,
              Character.OTHER_SYMBOL ->
              true;
          default -> false;
        };
  }
}
