package dev.cubicle.trampolines.object;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Strings, each stored once. */
final class StringTableWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new HashMap<>();

  StringTableWriter() {
    bytes.write(0);
    offsets.put("", 0);
  }

  int add(String text) {
    return offsets.computeIfAbsent(
        text,
        absent -> {
          int offset = bytes.size();
          bytes.writeBytes(absent.getBytes(StandardCharsets.ISO_8859_1));
          bytes.write(0);
          return offset;
        });
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
