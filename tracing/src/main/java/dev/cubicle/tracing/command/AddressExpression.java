package dev.cubicle.tracing.command;

import dev.cubicle.trampolines.manifest.Symbols;
import java.util.List;
import java.util.OptionalLong;

/**
 * An address as a user writes it: terms with {@code +} and {@code -} between them, each a number
 * ({@code 0x401000}, {@code 4096}), a symbol ({@code vfs_read}, {@code &buffer}) or a register
 * ({@code $rsp}).
 */
public final class AddressExpression {

  private AddressExpression() {}

  /**
   * The address.
   *
   * @throws CommandException saying what in the text is not understood
   */
  public static long evaluate(String text, Symbols symbols, RegisterReader registers)
      throws CommandException {
    long value = 0;
    int start = 0;
    while (start < text.length()) {
      int end = start + 1;
      while (end < text.length() && text.charAt(end) != '+' && text.charAt(end) != '-') {
        end++;
      }
      final char sign = text.charAt(start);
      final boolean signed = sign == '+' || sign == '-';
      final String term = text.substring(signed ? start + 1 : start, end).strip();
      final long part = term(term, symbols, registers);
      value = sign == '-' ? value - part : value + part;
      start = end;
    }
    if (text.isBlank()) {
      throw new CommandException("an address is missing: a number, a symbol or a register");
    }
    return value;
  }

  private static long term(String term, Symbols symbols, RegisterReader registers)
      throws CommandException {
    if (term.isEmpty()) {
      throw new CommandException("an address is missing: a number, a symbol or a register");
    }
    if (term.startsWith("$")) {
      final OptionalLong value = registers.read(term.substring(1));
      if (value.isEmpty()) {
        throw new CommandException(term + ": there is no such register");
      }
      return value.getAsLong();
    }
    if (Character.isDigit(term.charAt(0))) {
      return number(term);
    }
    final String name = term.startsWith("&") ? term.substring(1) : term;
    final List<Symbols.Symbol> found = symbols.named(name);
    if (found.isEmpty()) {
      throw new CommandException(name + ": there is no such symbol");
    }
    if (found.stream().map(Symbols.Symbol::address).distinct().count() > 1) {
      throw new CommandException(
          "%s: there are several: %s"
              .formatted(
                  name,
                  String.join(
                      ", ",
                      found.stream()
                          .limit(8)
                          .map(symbol -> "0x%x".formatted(symbol.address()))
                          .toList())));
    }
    return found.getFirst().address();
  }

  private static long number(String text) throws CommandException {
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new CommandException(text + ": is no number of 64 bits");
    }
  }
}
