package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.io.LittleEndianDataInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class FrameTest {

  private static LittleEndianDataInputStream stream(String latin1) {
    return new LittleEndianDataInputStream(
        new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void readsFramesInARow() throws IOException {
    var in = stream("S\4\0\0\0\2\0\0\0O\2\0\0\0\377aX\14\0\0\0\0\1\0\0\0\20\0\0\0\0\0\0Q\0\0\0\0");
    assertEquals(new Frame.Started(2), Frame.read(in));
    assertArrayEquals(
        new byte[] {(byte) 0xff, 'a'},
        assertInstanceOf(Frame.Output.class, Frame.read(in)).bytes());
    assertEquals(new Frame.Ended(0x100, 0x1000), Frame.read(in));
    assertEquals(new Frame.Quit(), Frame.read(in));
    assertThrows(EOFException.class, () -> Frame.read(in));
  }

  @Test
  void refusesWhatIsNoFrame() {
    assertThrows(OracleException.class, () -> Frame.read(stream("?\0\0\0\0")));
    assertThrows(OracleException.class, () -> Frame.read(stream("O\1\0\1\0")));
    assertThrows(OracleException.class, () -> Frame.read(stream("O\0\0\0\200")));
    assertThrows(EOFException.class, () -> Frame.read(stream("O\4\0\0\0ab")));
  }

  @Test
  void endingsAreThoseOfWait() {
    assertEquals(new Ending.Exited(3), Ending.ofWaitStatus(0x300));
    assertEquals(new Ending.Killed(11), Ending.ofWaitStatus(0x8b));
    assertEquals(139, Ending.ofWaitStatus(0x0b).shellStatus());
    assertEquals(7, Ending.ofWaitStatus(0x700).shellStatus());
  }
}
