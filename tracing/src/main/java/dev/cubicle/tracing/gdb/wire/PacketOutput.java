package dev.cubicle.tracing.gdb.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Puts packets and acknowledgements onto a stream. For several threads. */
public final class PacketOutput {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final OutputStream stream;
  private byte[] last = {};

  public PacketOutput(OutputStream stream) {
    this.stream = stream;
  }

  /** Sends a packet. */
  public synchronized void send(byte[] data) throws IOException {
    final ByteArrayOutputStream packet = new ByteArrayOutputStream(data.length + 4);
    int sum = 0;
    packet.write('$');
    for (byte each : data) {
      if (each == '$' || each == '#' || each == '}' || each == '*') {
        packet.write('}');
        packet.write(each ^ 0x20);
        sum += '}' + (each ^ 0x20);
      } else {
        packet.write(each);
        sum += each;
      }
    }
    packet.write('#');
    packet.write(HEX[sum >> 4 & 0xf]);
    packet.write(HEX[sum & 0xf]);
    last = packet.toByteArray();
    flush(last);
  }

  /** Says whether a packet has arrived in good order. */
  public synchronized void acknowledge(boolean good) throws IOException {
    flush(new byte[] {(byte) (good ? '+' : '-')});
  }

  /** Sends the last packet once more. */
  public synchronized void repeat() throws IOException {
    flush(last);
  }

  private void flush(byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.flush();
  }
}
