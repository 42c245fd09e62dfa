package dev.cubicle.trampolines.object;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Says what a file that is neither object nor archive is likely to be. */
final class Magic {
  private static final int LLVM_BITCODE = 0xdec04342;
  private static final int LLVM_WRAPPER = 0x0b17c0de;
  private static final int PRINTABLE = 64;

  private Magic() {}

  /**
   * @param start the file's first bytes, little-endian, at least 4 of them
   */
  static String describe(ByteBuffer start) {
    int magic = start.getInt(0);
    if (magic == LLVM_BITCODE || magic == LLVM_WRAPPER) {
      return "LLVM bitcode: compile it without -flto";
    }
    byte[] bytes = new byte[Math.min(PRINTABLE, start.limit())];
    start.get(0, bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.startsWith("/*") || lower.startsWith("group") || lower.startsWith("input")) {
      return "a linker script by its looks: pass the archives that it names";
    }
    if (magic == 0xfeedfacf || magic == 0xfeedface) {
      return "a Mach-O file: compile it for Linux on x86-64";
    }
    return "pass objects made by gcc -c, or static archives";
  }
}
