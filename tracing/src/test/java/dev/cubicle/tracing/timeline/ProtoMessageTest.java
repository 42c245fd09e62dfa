package dev.cubicle.tracing.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against the examples of the format's own documentation (protobuf.dev, "Encoding"). */
class ProtoMessageTest {

  private final ProtoMessage message = new ProtoMessage();

  private static String bytes(ProtoMessage message) throws IOException {
    final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    message.writeTo(stream);
    assertEquals(0, message.size(), "it is empty again");
    return HexFormat.of().formatHex(stream.toByteArray());
  }

  @Test
  void numbersTextsAndMessages() throws IOException {
    message.varint(1, 150);
    assertEquals("089601", bytes(message));
    message.text(2, "testing");
    assertEquals("120774657374696e67", bytes(message));
    final ProtoMessage inner = new ProtoMessage();
    inner.varint(1, 150);
    message.message(3, inner);
    assertEquals("1a03089601", bytes(message));
    assertEquals(0, inner.size());
  }

  @Test
  void fixedNumbersAndLargeOnes() throws IOException {
    message.fixed64(47, 1);
    assertEquals("f9020100000000000000", bytes(message));
    message.varint(1, -1);
    assertEquals("08ffffffffffffffffff01", bytes(message));
  }

  @Test
  void itGrowsAsFarAsNeeded() throws IOException {
    message.text(2, "x".repeat(100_000));
    assertEquals("12a08d06" + "78".repeat(100_000), bytes(message));
  }
}
