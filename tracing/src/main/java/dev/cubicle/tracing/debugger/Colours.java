package dev.cubicle.tracing.debugger;

/**
 * Colours of a terminal.
 *
 * @param on whether there are any; else all text is plain
 */
public record Colours(boolean on) {
  private static final String RESET = "\u001b[0m";

  private String in(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }

  String symbol(String text) {
    return in("36", text);
  }

  String address(String text) {
    return in("90", text);
  }

  String mnemonic(String text) {
    return in("33", text);
  }

  String cubicle(String text) {
    return in("1;32", text);
  }

  String here(String text) {
    return in("1;31", text);
  }

  String source(String text) {
    return in("90", text);
  }
}
