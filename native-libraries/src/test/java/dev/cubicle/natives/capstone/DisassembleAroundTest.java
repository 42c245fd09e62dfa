package dev.cubicle.natives.capstone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DisassembleAroundTest {
  private static final long ADDRESS = 0x401000;

  /** push rbp; mov rbp,rsp; mov eax,imm; xor ecx,ecx; wrpkru; mov rax,[rdi]; pop rbp; ret. */
  private static final byte[] FUNCTION = bytes("55 4889e5 b854555555 31c9 0f01ef 488b07 5d c3");

  private static final long LOAD = ADDRESS + 14;

  private Disassembler disassembler;

  @BeforeEach
  void open() {
    disassembler = Disassembler.open(Detail.TEXT);
  }

  @AfterEach
  void close() {
    disassembler.close();
  }

  @Test
  void wholeFunction() {
    assertEquals(
        List.of(
            "push rbp",
            "mov rbp, rsp",
            "mov eax, 0x55555554",
            "xor ecx, ecx",
            "wrpkru",
            "mov rax, qword ptr [rdi]",
            "pop rbp",
            "ret"),
        around(FUNCTION, LOAD, 8, 8));
  }

  @Test
  void noMoreThanAskedForOnEitherSide() {
    assertEquals(
        List.of("xor ecx, ecx", "wrpkru", "mov rax, qword ptr [rdi]", "pop rbp"),
        around(FUNCTION, LOAD, 2, 1));
    assertEquals(List.of("mov rax, qword ptr [rdi]"), around(FUNCTION, LOAD, 0, 0));
  }

  @Test
  void addressesAreThoseOfTheGuest() {
    assertEquals(
        List.of(ADDRESS + 11, LOAD, ADDRESS + 17),
        disassembler.around(FUNCTION, ADDRESS, LOAD, 1, 1).stream()
            .map(Instruction::address)
            .toList());
  }

  @Test
  void bytesThatLeadNowhereAreLeftOut() {
    // Neither 06 nor 0e begins an instruction, so nothing whole leads from them to the ret.
    assertEquals(List.of("ret"), around(bytes("90 06 0e c3"), ADDRESS + 3, 5, 5));
    // Only the nop behind them does.
    assertEquals(List.of("nop", "ret"), around(bytes("06 0e 90 c3"), ADDRESS + 3, 5, 5));
  }

  @Test
  void ripAmidAnInstructionOfTheUsualReading() {
    // A jump into the immediate of mov eax, 0xc3ef010f runs WRPKRU. What leads there is only what
    // ends there: the nop, and not the mov.
    byte[] code = bytes("90 b8 0f01efc3");
    assertEquals(List.of("wrpkru", "ret"), around(code, ADDRESS + 2, 4, 4));
  }

  @Test
  void undecodableRipIsShownAsData() {
    assertEquals(List.of("nop", ".byte 0x06", "ret"), around(bytes("90 06 c3"), ADDRESS + 1, 3, 3));
  }

  @Test
  void ripOutsideTheCodeIsRefused() {
    for (long rip : new long[] {ADDRESS - 1, ADDRESS + FUNCTION.length, 0, -1}) {
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> disassembler.around(FUNCTION, ADDRESS, rip, 1, 1));
      assertEquals(
          "rip 0x%x lies outside the 19 bytes of code at 0x401000".formatted(rip),
          refused.getMessage());
    }
  }

  @Test
  void negativeCountsAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> disassembler.around(FUNCTION, ADDRESS, LOAD, -1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> disassembler.around(FUNCTION, ADDRESS, LOAD, 1, -1));
  }

  @Test
  void hugeCountsShowEverything() {
    assertEquals(8, around(FUNCTION, LOAD, Integer.MAX_VALUE, Integer.MAX_VALUE).size());
  }

  private List<String> around(byte[] code, long rip, int before, int after) {
    return disassembler.around(code, ADDRESS, rip, before, after).stream()
        .map(Instruction::text)
        .toList();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
