package dev.cubicle.tracing.gdb;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a client sends, the session comes to an end and says no more than it was asked. */
final class SessionFuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Answers of at most two packets' size to each packet, and one byte to each byte. */
  private static final int ANSWER = 2 * 0x4000 + 64;

  private static final List<String> HEADS =
      List.of(
          "?",
          "g",
          "G",
          "p",
          "P",
          "m",
          "M",
          "X",
          "x",
          "H",
          "T",
          "Z",
          "z",
          "c",
          "s",
          "C",
          "S",
          "bc",
          "D",
          "k",
          "vCont",
          "vCont;",
          "vKill",
          "vCtrlC",
          "vFile:",
          "vFile:open:",
          "vFile:pread:",
          "qXfer:",
          "qXfer:features:read:",
          "qRcmd,",
          "qSupported",
          "QStartNoAckMode",
          "QPassSignals:",
          "qThreadExtraInfo,",
          "qfThreadInfo",
          "qC",
          "");

  @Provide
  Arbitrary<String> packets() {
    final Arbitrary<String> tails =
        Arbitraries.strings().withChars("0123456789abcdef,;:=-csrtarget.xml").ofMaxLength(40);
    final Arbitrary<String> noise =
        Arbitraries.strings().withCharRange((char) 0, (char) 255).ofMaxLength(60);
    return Combinators.combine(Arbitraries.of(HEADS), Arbitraries.oneOf(tails, noise))
        .as((head, tail) -> head + tail);
  }

  private static void survives(byte[] bytes, int packets) {
    final FakeTarget target = new FakeTarget();
    final Exchange exchange =
        assertTimeoutPreemptively(PATIENCE, () -> Exchange.raw(target, bytes));
    assertTrue(exchange.end() != null);
    assertTrue(exchange.answeredBytes() <= (long) packets * ANSWER + 2L * bytes.length);
  }

  @Property(tries = 400)
  void packetsThatAreAlmostRight(@ForAll List<@From("packets") String> packets) {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (String packet : packets) {
      final byte[] data = packet.getBytes(StandardCharsets.ISO_8859_1);
      int sum = 0;
      sent.write('$');
      for (byte each : data) {
        // Unescaped: what is in a packet ends it early, or begins another.
        sent.write(each);
        sum += each;
      }
      sent.writeBytes("#%02x".formatted(sum & 0xff).getBytes(StandardCharsets.US_ASCII));
    }
    final byte[] bytes = sent.toByteArray();
    survives(bytes, count(bytes));
  }

  @Property(tries = 200)
  void noise(@ForAll byte[] bytes) {
    survives(bytes, count(bytes));
  }

  @Property(tries = 100)
  void sessionsThatBreakOff(@ForAll("packets") String packet, @ForAll int where) {
    final byte[] whole =
        ("+$" + packet + "#00$m400000,10#2a+$g#67").getBytes(StandardCharsets.ISO_8859_1);
    final byte[] part = Arrays.copyOf(whole, Math.floorMod(where, whole.length));
    survives(part, count(part));
  }

  @Property(tries = 10)
  void lengthsWithoutEnd(@ForAll byte filler) {
    final byte[] bytes = new byte[8 << 20];
    Arrays.fill(bytes, filler);
    bytes[0] = '$';
    survives(bytes, count(bytes));
  }

  private static int count(byte[] bytes) {
    int packets = 0;
    for (byte each : bytes) {
      if (each == '#') {
        packets++;
      }
    }
    return packets;
  }
}
