package dev.cubicle.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void keepsWhatIsPlainlyVisible() {
    assertEquals("/data/größe-1 (déjà) [µ]", Printable.of("/data/größe-1 (déjà) [µ]"));
  }

  @Test
  void replacesWhatATerminalObeys() {
    assertEquals("?[31mred?]0;title??", Printable.of("\u001b[31mred\u001b]0;title\u0007\n"));
    assertEquals("a?b?c", Printable.of("a\u009bb\u007fc"), "C1 control and DEL");
  }

  @Test
  void replacesWhatTurnsTextAround() {
    assertEquals("cod?txt.exe", Printable.of("cod\u202etxt.exe"));
    assertEquals("a?b", Printable.of("a\ud800b"), "half a surrogate pair");
    assertEquals("a?b", Printable.of("a\u2028b"), "line separator");
  }

  @Test
  void cutsWhatIsLong() {
    final String cut = Printable.of("x".repeat(100_000));
    assertEquals(120, cut.length());
    assertTrue(cut.endsWith("x..."), cut);
    assertEquals("y".repeat(120), Printable.of("y".repeat(120)));
  }
}
