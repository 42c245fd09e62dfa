package dev.cubicle.trampolines.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and patterns. */
final class NamePatternTest {
  @ParameterizedTest
  @CsvSource({
    ".tab,.tab,true",
    ".tab,.tab0,false",
    ".tab,.ta,false",
    ".tab[0-9],.tab7,true",
    ".tab[0-9],.tab,false",
    ".tab[0-9],.tab77,false",
    ".tab[1-6][0-9],.tab49,true",
    ".tab[1-6][0-9],.tab79,false",
    ".tab[!0-9],.tabx,true",
    ".tab[^0-9],.tab4,false",
    ".tab[]a],.tab],true",
    ".tab[a-],.tab-,true",
    ".tab[,.tab[,true",
    ".event_*,.event_A~~,true",
    ".event_*,.event_,true",
    "*,anything,true",
    "*~*,.event_A~1,true",
    "*~*,.event_A,false",
    ".a*b*c,.a-b-bc,true",
    ".a*b*c,.a-c-b,false",
    ".?ab,.tab,true",
    ".?ab,.ab,false",
    "**b**,abc,true",
  })
  void matches(String pattern, String name, boolean expected) {
    assertEquals(expected, new NamePattern(pattern).matches(name));
  }

  @Test
  void hostilePatternTakesNoLongTime() {
    assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertEquals(false, new NamePattern("a*".repeat(500) + "c").matches("a".repeat(5000))));
  }
}
