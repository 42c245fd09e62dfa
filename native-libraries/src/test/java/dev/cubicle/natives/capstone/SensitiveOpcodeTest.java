package dev.cubicle.natives.capstone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SensitiveOpcodeTest {
  private static Disassembler disassembler;

  @BeforeAll
  static void open() {
    disassembler = Disassembler.open(Detail.TEXT);
  }

  @AfterAll
  static void close() {
    disassembler.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0f01ef,       WRPKRU",
    "480f01ef,     WRPKRU",
    "0fae28,       XRSTOR",
    "480fae6c2410, XRSTOR",
    "670fae28,     XRSTOR",
    "0fc718,       XRSTORS",
    "0f05,         SYSCALL",
    "480f05,       SYSCALL",
    "0f34,         SYSENTER",
    "cd80,         INT",
    "cc,           INT",
    "f1,           INT",
    "ff28,         FAR_JUMP",
    "48ff28,       FAR_JUMP",
    "ff2c2500104000, FAR_JUMP",
    "ff18,         FAR_CALL",
    "cb,           FAR_RETURN",
    "48ca0800,     FAR_RETURN",
    "cf,           INTERRUPT_RETURN",
    "48cf,         INTERRUPT_RETURN",
    "f3480faed0,   WRFSBASE",
    "f30faed8,     WRGSBASE",
  })
  void told(String hex, SensitiveOpcode expected) {
    assertEquals(Optional.of(expected), SensitiveOpcode.of(only(hex)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "90", // nop
        "0f01ee", // rdpkru
        "0f01d0", // xgetbv
        "0faee8", // lfence: XRSTOR's opcode with a register
        "0fae20", // xsave
        "f30faec0", // rdfsbase
        "0fc7f0", // rdrand: XRSTORS' opcode
        "0fc708", // cmpxchg8b
        "ffe0", // jmp rax
        "ff20", // jmp [rax]
        "ffd0", // call rax
        "ff10", // call [rax]
        "ff30", // push [rax]
        "c3", // ret
        "b80f01efc3", // mov eax, imm with WRPKRU inside
      })
  void others(String hex) {
    assertEquals(Optional.empty(), SensitiveOpcode.of(only(hex)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cd", "0f", "ff", "06"})
  void dataIsNothing(String hex) {
    assertEquals(Optional.empty(), SensitiveOpcode.of(only(hex)));
  }

  private static Instruction only(String hex) {
    byte[] code = HexFormat.of().parseHex(hex);
    List<Instruction> all = disassembler.disassemble(code, 0x401000, 10);
    assertEquals(1, all.size(), all::toString);
    return all.getFirst();
  }
}
