package dev.cubicle.tracing.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signal numbers, as gdb's signals.def has them. */
final class GdbSignalsTest {

  @ParameterizedTest
  @CsvSource({
    "2,2", "5,5", "7,10", "10,30", "11,11", "12,31", "14,14", "17,20", "31,12", "32,77", "33,45",
    "34,46", "63,75", "64,78"
  })
  void numbers(int linux, int gdb) {
    assertEquals(gdb, GdbSignals.ofLinux(linux));
    assertEquals(linux, GdbSignals.toLinux(gdb));
  }

  @Test
  void whatLinuxDoesNotHaveIsNone() {
    assertEquals(0, GdbSignals.toLinux(7));
    assertEquals(0, GdbSignals.toLinux(0));
    assertEquals(143, GdbSignals.ofLinux(65));
  }
}
