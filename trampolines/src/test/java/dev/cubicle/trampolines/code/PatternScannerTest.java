package dev.cubicle.trampolines.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternScannerTest {
  @ParameterizedTest
  @CsvSource({
    "0f01ef,           WRPKRU,   0, 3",
    "90b80f01efc3,     WRPKRU,   2, 3",
    "66480f01ef,       WRPKRU,   2, 3",
    "d58001ef,         WRPKRU,   0, 4",
    "d5ff01ef,         WRPKRU,   0, 4",
    "0fae28,           XRSTOR,   0, 3",
    "480fae6c2410,     XRSTOR,   1, 3",
    "0faeaf00000000,   XRSTOR,   0, 3",
    "d580ae28,         XRSTOR,   0, 4",
    "0f05,             SYSCALL,  0, 2",
    "0f840f050000,     SYSCALL,  2, 2",
    "d59105,           SYSCALL,  0, 3",
    "0f34,             SYSENTER, 0, 2",
    "0f0f34,           SYSENTER, 1, 2",
    "4183cd80,         INT_80,   2, 2",
    "75cd807a0400,     INT_80,   1, 2",
    "f30faed0,         WRFSBASE, 0, 4",
    "f3480faed7,       WRFSBASE, 0, 5",
    "f366480faed7,     WRFSBASE, 0, 6",
    "f3480faedf,       WRGSBASE, 0, 5",
    "f36666666666666666666648" + "0faed8, WRGSBASE, 0, 15",
    "f3f3480faedf,     WRGSBASE, 1, 5",
  })
  void found(String hex, Pattern pattern, int offset, int length) {
    assertEquals(List.of(new Hit(pattern, offset, length)), scan(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0f01ee", // RDPKRU
        "0f01", // nothing behind
        "0f",
        "0fae",
        "0faee8", // LFENCE: XRSTOR's opcode with a register
        "0fae20", // XSAVE
        "0faef0", // MFENCE
        "0faed0", // no F3
        "f3900faed0", // an instruction between
        "f3480faec0", // RDFSBASE
        "f3480fae10", // LDMXCSR
        "0fc718", // XRSTORS: CPL 0 only
        "cd81",
        "cd",
        "d57f05", // REX2 without the escape
        "d5",
        "d580",
        "d58001",
        // WRGSBASE of 16 bytes: too long to be executed
        "f366666666666666666666664890" + "0faed8",
      })
  void harmless(String hex) {
    assertEquals(List.of(), scan(hex));
  }

  private static List<Hit> scan(String hex) {
    return PatternScanner.scan(HexFormat.of().parseHex(hex));
  }
}
