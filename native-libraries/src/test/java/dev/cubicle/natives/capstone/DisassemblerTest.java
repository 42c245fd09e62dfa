package dev.cubicle.natives.capstone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DisassemblerTest {
  private static final long ADDRESS = 0x401000;

  private Disassembler disassembler;

  @BeforeEach
  void open() {
    disassembler = Disassembler.open(Detail.GROUPS);
  }

  @AfterEach
  void close() {
    disassembler.close();
  }

  @Test
  void addressesSizesAndTextOfASequence() {
    // The switch that pkey_set of glibc makes: xor ecx,ecx; xor edx,edx; mov eax,imm; wrpkru; ret.
    List<Instruction> code = disassemble("31c9 31d2 b854555555 0f01ef c3");
    assertEquals(
        List.of("xor ecx, ecx", "xor edx, edx", "mov eax, 0x55555554", "wrpkru", "ret"),
        texts(code));
    assertEquals(
        List.of(0x401000L, 0x401002L, 0x401004L, 0x401009L, 0x40100cL),
        code.stream().map(Instruction::address).toList());
    assertEquals(
        List.of("31c9", "31d2", "b854555555", "0f01ef", "c3"),
        code.stream().map(Instruction::hex).toList());
    assertEquals(5, code.get(2).size());
  }

  @ParameterizedTest
  @CsvSource({
    "0f01ef,      wrpkru,   wrpkru",
    "0f01ee,      rdpkru,   rdpkru",
    "480f01ef,    wrpkru,   wrpkru",
    "3e0f01ef,    wrpkru,   wrpkru",
    "0fae28,      xrstor,   xrstor ptr [rax]",
    "480fae28,    xrstor64, xrstor64 ptr [rax]",
    "0f05,        syscall,  syscall",
    "0f34,        sysenter, sysenter",
    "cd80,        int,      int 0x80",
    "cc,          int3,     int3",
    "48cb,        retfq,    retfq",
    "48cf,        iretq,    iretq",
    "f3480faed0,  wrfsbase, wrfsbase rax",
    "f30f1efa,    endbr64,  endbr64",
    "f3a4,        movsb,    'rep movsb byte ptr [rdi], byte ptr [rsi]'",
    "f0480fb10f,  cmpxchg,  'lock cmpxchg qword ptr [rdi], rcx'",
    "e8fbffffff,  call,     call 0x401000",
  })
  void oneInstruction(String hex, String name, String text) {
    List<Instruction> code = disassemble(hex);
    assertEquals(1, code.size(), () -> texts(code).toString());
    assertEquals(name, code.getFirst().name());
    assertEquals(text, code.getFirst().text());
    assertFalse(code.getFirst().isData());
  }

  @ParameterizedTest
  @CsvSource({
    "eb00,       JUMP;RELATIVE_BRANCH",
    "7400,       JUMP;RELATIVE_BRANCH",
    "ffe0,       JUMP",
    "e800000000, CALL;RELATIVE_BRANCH",
    "c3,         RETURN",
    "cd80,       INTERRUPT",
    "0f05,       INTERRUPT",
    "48cf,       INTERRUPT_RETURN;PRIVILEGED",
    "f4,         PRIVILEGED",
  })
  void groups(String hex, String groups) {
    Set<Group> expected =
        Set.copyOf(List.of(groups.split(";")).stream().map(Group::valueOf).toList());
    assertEquals(expected, disassemble(hex).getFirst().groups());
  }

  @Test
  void plainInstructionIsInNoGroup() {
    assertEquals(Set.of(), disassemble("90").getFirst().groups());
  }

  @Test
  void withoutDetailTextIsTheSameAndGroupsAreEmpty() {
    try (Disassembler plain = Disassembler.open(Detail.TEXT)) {
      byte[] code = bytes("0f05 e8fbffffff c3");
      List<Instruction> instructions = plain.disassemble(code, ADDRESS, 10);
      assertEquals(texts(disassembler.disassemble(code, ADDRESS, 10)), texts(instructions));
      assertEquals(Set.of(), instructions.getFirst().groups());
    }
  }

  @Test
  void undecodableBytesAreSkippedOneByOne() {
    // 06 and 0e (push es, push cs) do not exist in 64-bit mode.
    List<Instruction> code = disassemble("90 06 0e c3");
    assertEquals(List.of("nop", ".byte 0x06", ".byte 0x0e", "ret"), texts(code));
    assertTrue(code.get(1).isData());
    assertEquals(1, code.get(1).size());
  }

  @Test
  void instructionCutOffByTheEndIsData() {
    assertEquals(List.of("nop", ".byte 0xe8", ".byte 0x06"), texts(disassemble("90 e8 06")));
    assertEquals(List.of(".byte 0x0f"), texts(disassemble("0f")));
    // WRPKRU without its last byte: 01 is an ADD without its ModRM.
    assertEquals(List.of(".byte 0x0f", ".byte 0x01"), texts(disassemble("0f01")));
  }

  @Test
  void wrpkruTakesNoLock() {
    assertEquals(List.of(".byte 0xf0", "wrpkru"), texts(disassemble("f0 0f01ef")).subList(0, 2));
  }

  @Test
  void stopsAfterTheNumberAskedFor() {
    byte[] nops = bytes("90909090");
    assertEquals(2, disassembler.disassemble(nops, ADDRESS, 2).size());
    assertEquals(List.of(), disassembler.disassemble(nops, ADDRESS, 0));
    assertEquals(List.of(), disassembler.disassemble(new byte[0], ADDRESS, 5));
    assertThrows(IllegalArgumentException.class, () -> disassembler.disassemble(nops, ADDRESS, -1));
  }

  @Test
  void addressesMayWrapAround() {
    List<Instruction> code = disassembler.disassemble(bytes("9090"), -1L, 2);
    assertEquals(List.of(-1L, 0L), code.stream().map(Instruction::address).toList());
  }

  @Test
  void closedDisassemblerIsRefused() {
    disassembler.close();
    disassembler.close();
    byte[] nop = bytes("90");
    assertThrows(IllegalStateException.class, () -> disassembler.disassemble(nop, ADDRESS, 1));
  }

  private List<Instruction> disassemble(String hex) {
    return disassembler.disassemble(bytes(hex), ADDRESS, Integer.MAX_VALUE);
  }

  private static List<String> texts(List<Instruction> code) {
    return code.stream().map(Instruction::text).toList();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
