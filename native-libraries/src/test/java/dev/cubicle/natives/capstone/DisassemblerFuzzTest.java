package dev.cubicle.natives.capstone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random bytes never throw, always make progress, and come out complete and in order. */
final class DisassemblerFuzzTest {
  private static Disassembler disassembler;

  @BeforeContainer
  static void open() {
    disassembler = Disassembler.open(Detail.GROUPS);
  }

  @AfterContainer
  static void close() {
    disassembler.close();
  }

  /** Bytes with many prefixes and escapes among them: uniform ones seldom reach the rare tables. */
  @Provide
  Arbitrary<byte[]> code() {
    Arbitrary<Byte> common =
        Arbitraries.of(
            (byte) 0x0f,
            (byte) 0x01,
            (byte) 0xef,
            (byte) 0x48,
            (byte) 0x66,
            (byte) 0xf0,
            (byte) 0xf3,
            (byte) 0xae,
            (byte) 0xff,
            (byte) 0xc5,
            (byte) 0x62);
    return Arbitraries.oneOf(Arbitraries.bytes(), common).array(byte[].class).ofMaxSize(80);
  }

  @Property(tries = 5_000)
  void everyByteComesOutOnceAndInOrder(@ForAll("code") byte[] code, @ForAll long address) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    for (Instruction instruction : disassembler.disassemble(code, address, Integer.MAX_VALUE)) {
      assertEquals(address + seen.size(), instruction.address());
      assertTrue(instruction.size() >= 1 && instruction.size() <= 15);
      assertFalse(instruction.text().isBlank());
      assertTrue(!instruction.isData() || instruction.size() == 1);
      seen.writeBytes(instruction.bytes());
    }
    assertArrayEquals(code, seen.toByteArray());
  }

  @Property(tries = 2_000)
  void aroundShowsRipExactlyAndNoMoreThanAskedFor(
      @ForAll("code") @Size(min = 1) byte[] code,
      @ForAll @IntRange(max = 1 << 16) int seed,
      @ForAll @IntRange(max = 12) int before,
      @ForAll @IntRange(max = 12) int after) {
    long address = 0x7f00_0000_0000L;
    int offset = seed % code.length;
    List<Instruction> shown = disassembler.around(code, address, address + offset, before, after);
    List<Long> addresses = shown.stream().map(Instruction::address).toList();
    int rip = addresses.indexOf(address + offset);
    assertTrue(rip >= 0 && rip <= before);
    assertTrue(shown.subList(0, rip).stream().noneMatch(Instruction::isData));
    for (int i = 1; i < shown.size(); i++) {
      assertEquals(addresses.get(i - 1) + shown.get(i - 1).size(), addresses.get(i));
    }
    byte[] rest = Arrays.copyOfRange(code, offset, code.length);
    assertEquals(
        disassembler.disassemble(rest, address + offset, after + 1),
        shown.subList(rip, shown.size()));
  }
}
