package dev.cubicle.trampolines.build.image;

import java.util.regex.Pattern;

/** Names as as and ld read them. */
final class AssemblyName {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_.][A-Za-z0-9_.$]*");

  private AssemblyName() {}

  /** The name, in quotation marks where it needs them. */
  static String of(String symbol) {
    if (PLAIN.matcher(symbol).matches()) {
      return symbol;
    }
    return '"' + symbol.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
