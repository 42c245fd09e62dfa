package dev.cubicle.trampolines.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory as a policy writes them: {@code 65536}, {@code "64 KiB"}, {@code "2 MiB"}. */
final class ByteSize {

  static final String EXAMPLES = "bytes, or text such as \"64 KiB\", \"2 MiB\" or \"1 GiB\"";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(KiB|MiB|GiB|)");

  private ByteSize() {}

  /** Bytes; nothing if the value is not a size. Sizes beyond 2^53 are answered as 2^53. */
  static OptionalLong parse(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue().signum() < 0
          ? OptionalLong.empty()
          : OptionalLong.of(value.canConvertToLong() ? value.longValue() : 1L << 53);
    }
    final Matcher size = SIZE.matcher(value.isTextual() ? value.textValue().strip() : "");
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    final int shift =
        switch (size.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    final long number = Long.parseLong(size.group(1));
    return OptionalLong.of(number > (1L << 53) >> shift ? 1L << 53 : number << shift);
  }
}
