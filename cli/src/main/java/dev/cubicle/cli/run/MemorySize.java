package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.memory.PhysicalMemory;
import java.util.Locale;

/** Sizes as users write them: {@code 65536}, {@code 512K}, {@code 256M}, {@code 2G}. */
final class MemorySize {

  private static final String UNITS = "KMGT";

  private MemorySize() {}

  /** Bytes, whole pages of 4096. */
  static long parse(String text) throws UsageException {
    final int unit =
        text.isEmpty()
            ? -1
            : UNITS.indexOf(text.toUpperCase(Locale.ROOT).charAt(text.length() - 1));
    final String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new UsageException("--memory %s: expected a size such as 256M or 2G".formatted(text));
    }
    final int shift = 10 * (unit + 1);
    // 13 digits hold every size that is allowed, and do not overflow.
    if (digits.length() <= 13) {
      final long count = Long.parseLong(digits);
      if (count <= PhysicalMemory.MAXIMUM_SIZE >> shift) {
        final long bytes = (count << shift) & -PhysicalMemory.FRAME_SIZE;
        if (bytes > 0) {
          return bytes;
        }
      }
    }
    throw new UsageException("--memory %s: expected 4K to 4T".formatted(text));
  }
}
