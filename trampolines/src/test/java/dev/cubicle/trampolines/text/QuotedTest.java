package dev.cubicle.trampolines.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuotedTest {

  @Test
  void whatSteersATerminalIsTakenOut() {
    assertEquals("\"a.[2Jb..c\"", Quoted.of("a\u001b[2Jb\r\nc"));
    assertEquals("\"abc.def\"", Quoted.of("abc\u202edef"));
    assertEquals("\"ä→日\"", Quoted.of("ä→日"));
  }

  @Test
  void longTextIsCut() {
    assertEquals('"' + "x".repeat(60) + "…\"", Quoted.of("x".repeat(61)));
    assertEquals('"' + "x".repeat(60) + '"', Quoted.of("x".repeat(60)));
  }
}
