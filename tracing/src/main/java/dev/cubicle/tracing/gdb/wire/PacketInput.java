package dev.cubicle.tracing.gdb.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Takes packets out of a stream of bytes: {@code $DATA#CC}, with {@code }} as escape, and single
 * bytes between them. Whatever comes, memory stays bounded.
 */
public final class PacketInput {

  /** Bytes of data in a packet, escapes included; more are thrown away. */
  public static final int MAXIMUM = 0x4000;

  private static final int INTERRUPT = 3;
  private static final int ESCAPE = '}';
  private static final int ESCAPE_MASK = 0x20;

  /** What was found. */
  public sealed interface Item {

    /** A packet's data, escapes undone. */
    record Packet(byte[] data) implements Item {}

    /** A packet that is damaged or too long. */
    record Damaged() implements Item {}

    /** Byte 3: stop the guest. */
    record Interrupt() implements Item {}

    /** {@code -}: the last packet did not arrive. */
    record Again() implements Item {}
  }

  private final InputStream stream;
  private boolean checked = true;

  public PacketInput(InputStream stream) {
    this.stream = stream;
  }

  /** From now on checksums may be wrong, as the protocol allows where nothing is acknowledged. */
  public void ignoreChecksums() {
    checked = false;
  }

  /** Whether bytes are there that can be read at once. */
  public boolean ready() throws IOException {
    return stream.available() > 0;
  }

  /** The next item; empty at the end of the stream. */
  public Optional<Item> next() throws IOException {
    while (true) {
      final int start = stream.read();
      switch (start) {
        case -1 -> {
          return Optional.empty();
        }
        case INTERRUPT -> {
          return Optional.of(new Item.Interrupt());
        }
        case '-' -> {
          return Optional.of(new Item.Again());
        }
        case '$' -> {
          return packet();
        }
        default -> {}
      }
    }
  }

  private Optional<Item> packet() throws IOException {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    int sum = 0;
    int length = 0;
    boolean escaped = false;
    int next = stream.read();
    while (next >= 0 && next != '#') {
      if (next == '$') {
        // The rest of the packet before was lost.
        data.reset();
        sum = 0;
        length = 0;
        escaped = false;
      } else {
        sum += next;
        length++;
        if (next == ESCAPE && !escaped) {
          escaped = true;
        } else if (length <= MAXIMUM) {
          data.write(escaped ? next ^ ESCAPE_MASK : next);
          escaped = false;
        }
      }
      next = stream.read();
    }
    final int high = Character.digit(stream.read(), 16);
    final int low = Character.digit(stream.read(), 16);
    if (next < 0) {
      return Optional.empty();
    }
    final boolean good = high >= 0 && low >= 0 && (high << 4 | low) == (sum & 0xff);
    return Optional.of(
        length <= MAXIMUM && (good || !checked)
            ? new Item.Packet(data.toByteArray())
            : new Item.Damaged());
  }
}
