package dev.cubicle.cli.run;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Descriptors to which the monitor of a cubicle image writes when it ends (docs/image.md, "Options
 * of a run"), and what it wrote there.
 */
final class MonitorChannel {

  /** High enough to leave a guest the numbers that it gets without them. */
  static final int STATISTICS = 8;

  static final int REPORT = 9;

  private final Map<Integer, Capture> captures = new LinkedHashMap<>();

  /** Keeps so many bytes; a hostile guest's further ones are dropped. */
  static final class Capture extends ByteArrayOutputStream {
    private static final int LIMIT = 64 << 20;

    @Override
    public synchronized void write(int value) {
      if (size() < LIMIT) {
        super.write(value);
      }
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
      super.write(source, offset, Math.min(length, LIMIT - size()));
    }
  }

  /** For a guest without a monitor. */
  static MonitorChannel none() {
    return new MonitorChannel();
  }

  /** For a cubicle image. */
  static MonitorChannel of(boolean statistics) {
    final MonitorChannel channel = new MonitorChannel();
    channel.captures.put(REPORT, new Capture());
    if (statistics) {
      channel.captures.put(STATISTICS, new Capture());
    }
    return channel;
  }

  Map<Integer, Capture> captures() {
    return captures;
  }

  /** What was written to a descriptor; empty if nothing was, as by a guest that was killed. */
  Optional<byte[]> written(int descriptor) {
    return Optional.ofNullable(captures.get(descriptor))
        .filter(capture -> capture.size() > 0)
        .map(ByteArrayOutputStream::toByteArray);
  }
}
