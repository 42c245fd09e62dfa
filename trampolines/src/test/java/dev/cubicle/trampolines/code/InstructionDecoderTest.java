package dev.cubicle.trampolines.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.natives.NativeLibraries;
import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lengths are Capstone's. */
final class InstructionDecoderTest {
  private static final int SAMPLE = 250_000;
  private static Disassembler disassembler;

  @BeforeAll
  @BeforeContainer
  static void open() {
    disassembler = Disassembler.open(Detail.TEXT);
  }

  @AfterAll
  @AfterContainer
  static void close() {
    disassembler.close();
  }

  @Test
  void compilersCodeIsDecodedWholly() throws IOException {
    for (Path library : List.of(NativeLibraries.unicorn(), NativeLibraries.capstone())) {
      byte[] code = executable(library);
      List<Instruction> expected = disassembler.disassemble(code, 0, Integer.MAX_VALUE);
      InstructionDecoder decoder = new InstructionDecoder();
      int decoded = 0;
      for (Instruction instruction : expected) {
        int offset = (int) instruction.address();
        if (instruction.isData() || offset > code.length - InstructionDecoder.LONGEST) {
          continue;
        }
        assertTrue(decoder.decode(code, offset, code.length), instruction::toString);
        assertEquals(instruction.size(), decoder.length(), instruction::toString);
        decoded++;
      }
      assertTrue(decoded > 40_000, "only " + decoded);
    }
  }

  /** The beginning of the first segment that can be executed. */
  private static byte[] executable(Path library) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(library)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = (int) file.getLong(32); ; at += 56) {
      if (file.getInt(at) == 1 && (file.getInt(at + 4) & 1) != 0) {
        int offset = (int) file.getLong(at + 8);
        int size = (int) Math.min(SAMPLE, file.getLong(at + 32));
        return Arrays.copyOfRange(file.array(), offset, offset + size);
      }
    }
  }

  @Provide
  Arbitrary<byte[]> code() {
    Arbitrary<Byte> common =
        Arbitraries.of(
            (byte) 0x0f,
            (byte) 0x48,
            (byte) 0x66,
            (byte) 0x67,
            (byte) 0xf3,
            (byte) 0x38,
            (byte) 0x3a,
            (byte) 0xc7,
            (byte) 0xf6,
            (byte) 0xf7);
    return Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.bytes(), common)
        .array(byte[].class)
        .ofSize(15);
  }

  @Property(tries = 20_000)
  void anyBytesThatBothDecodeHaveOneLength(@ForAll("code") byte[] code) {
    InstructionDecoder decoder = new InstructionDecoder();
    if (decoder.decode(code, 0, code.length)) {
      Instruction expected = disassembler.disassemble(code, 0, 1).getFirst();
      boolean mistaken = expected.name().startsWith("ud") || isMisreadByCapstone(code, decoder);
      if (!expected.isData() && !mistaken) {
        assertEquals(expected.size(), decoder.length(), expected::toString);
      }
    }
  }

  /**
   * Capstone leaves out the ModRM byte of UD0 and UD1. Behind 66 or 67 and a further prefix it
   * takes CALL for one of 16 bits, and the 16 bits of RET and PUSH for 32. Binutils agrees with us.
   */
  private static boolean isMisreadByCapstone(byte[] code, InstructionDecoder decoder) {
    int prefixes = 0;
    while (InstructionDecoder.isPrefix(code[prefixes] & 0xff)) {
      prefixes++;
    }
    return prefixes >= 2
        && switch (code[prefixes] & 0xff) {
          case 0x68, 0xc2, 0xe8, 0xe9 -> true;
          default -> false;
        };
  }

  @ParameterizedTest
  @CsvSource({
    // Bytes, offsets of ModRM, displacement and immediate (-1: none), their sizes, relative
    "90,                     -1, -1, 0, -1, 0, false",
    "4183cd80,               2,  -1, 0, 3,  1, false",
    "807a0400,               1,  2,  1, 3,  1, false",
    "0f840f050000,           -1, -1, 0, 2,  4, true",
    "75cd,                   -1, -1, 0, 1,  1, true",
    "48c7048578563412efcdab00, 2, 4, 4, 8,  4, false",
    "48b80102030405060708,   -1, -1, 0, 2,  8, false",
    "66b80102,               -1, -1, 0, 2,  2, false",
    "488b0d0f050000,         2,  3,  4, -1, 0, false",
    "f6c180,                 1,  -1, 0, 2,  1, false",
    "f6d1,                   1,  -1, 0, -1, 0, false",
    "c4e37d0fc108,           4,  -1, 0, 5,  1, false",
    "c8100001,               -1, -1, 0, 1,  3, false",
    "64488b042528000000,     3,  5,  4, -1, 0, false",
    "66f368b211,             -1, -1, 0, 3,  2, false",
    "6648c2f4fe,             -1, -1, 0, 3,  2, false",
    "6748e81448fb74,         -1, -1, 0, 3,  4, true",
  })
  void partsAreFound(
      String hex,
      int modRm,
      int displacement,
      int displacementSize,
      int immediate,
      int immediateSize,
      boolean relative) {
    byte[] code = HexFormat.of().parseHex(hex);
    InstructionDecoder decoder = new InstructionDecoder();
    assertTrue(decoder.decode(code, 0, code.length));
    assertEquals(code.length, decoder.length());
    assertEquals(modRm >= 0, decoder.hasModRm());
    if (modRm >= 0) {
      assertEquals(modRm, decoder.modRmOffset());
    }
    assertEquals(displacementSize, decoder.displacementSize());
    if (displacement >= 0) {
      assertEquals(displacement, decoder.displacementOffset());
    }
    assertEquals(immediateSize, decoder.immediateSize());
    if (immediate >= 0) {
      assertEquals(immediate, decoder.immediateOffset());
    }
    assertEquals(relative, decoder.relative());
  }

  @ParameterizedTest
  @CsvSource({"0f", "48", "e8010203", "06", "66e801020304", "c7f801020304", "8fe878c10800"})
  void whatIsCutOffOrUnknownIsNotDecoded(String hex) {
    byte[] code = HexFormat.of().parseHex(hex);
    assertFalse(new InstructionDecoder().decode(code, 0, code.length));
  }

  @Test
  void sixteenBytesAreTooMany() {
    byte[] code = HexFormat.of().parseHex("666666666666666666666666666666" + "90");
    assertFalse(new InstructionDecoder().decode(code, 0, code.length));
    assertTrue(new InstructionDecoder().decode(code, 1, code.length));
  }
}
