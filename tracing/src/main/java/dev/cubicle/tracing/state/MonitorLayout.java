package dev.cubicle.tracing.state;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where an image's monitor keeps its state: its constant table {@code cubicle_layout}. */
public final class MonitorLayout {
  private static final String SYMBOL = "cubicle_layout";
  private static final long MAGIC = 0x314f_5941_4c42_5543L; // "CUBLAYO1"

  private final long[] words;

  private MonitorLayout(long[] words) {
    this.words = words;
  }

  /** The table of an image; empty if its monitor has none of the version that is known here. */
  public static Optional<MonitorLayout> of(CubicleImage image) {
    final int count = MonitorField.values().length;
    return image.symbols().named(SYMBOL).stream()
        .filter(symbol -> symbol.size() == (long) count * Long.BYTES)
        .map(Symbols.Symbol::address)
        .filter(address -> isConstantOfMonitor(image, address))
        .flatMap(address -> image.loaded(address, (long) count * Long.BYTES).stream())
        .map(bytes -> read(bytes, count))
        .filter(words -> words[MonitorField.MAGIC.ordinal()] == MAGIC)
        .findFirst()
        .map(MonitorLayout::new);
  }

  /** Another cubicle's symbol of that name is none. */
  private static boolean isConstantOfMonitor(CubicleImage image, long address) {
    return image.manifest().segments().stream()
        .filter(segment -> segment.holds(address))
        .map(Manifest.Segment::cubicle)
        .anyMatch(cubicle -> cubicle == 0);
  }

  private static long[] read(ByteBuffer bytes, int count) {
    final long[] words = new long[count];
    bytes.asLongBuffer().get(words);
    return words;
  }

  /** An address, offset or size in bytes. Allocates nothing. */
  public long at(MonitorField field) {
    return words[field.ordinal()];
  }
}
