package dev.cubicle.trampolines.build.image;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** NUL-terminated strings, every one of them once. */
final class StringTable {
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private int size;

  /** The offset of a string, which is added if it is not there yet. */
  int offset(String string) {
    return offsets.computeIfAbsent(
        string,
        s -> {
          int offset = size;
          size += s.getBytes(StandardCharsets.UTF_8).length + 1;
          return offset;
        });
  }

  /** Writes all strings as directives. */
  void write(ManifestSource.Data data) {
    offsets.keySet().forEach(s -> data.line("        .asciz  \"" + escaped(s) + '"'));
  }

  private static String escaped(String string) {
    StringBuilder text = new StringBuilder();
    for (byte b : string.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '"' && b != '\\') {
        text.append((char) b);
      } else {
        text.append('\\').append("%03o".formatted(b & 0xff));
      }
    }
    return text.toString();
  }
}
