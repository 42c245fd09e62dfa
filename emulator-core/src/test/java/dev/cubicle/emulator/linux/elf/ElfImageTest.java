package dev.cubicle.emulator.linux.elf;

import static dev.cubicle.emulator.linux.elf.TestElf.R;
import static dev.cubicle.emulator.linux.elf.TestElf.W;
import static dev.cubicle.emulator.linux.elf.TestElf.X;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.BytesFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ElfImageTest {

  @Test
  void aSoundProgramIsReadAsItIs() throws InvalidImageException {
    ElfImage image = ElfImage.parse(TestElf.program().file());
    assertEquals(0x401000, image.entry());
    assertFalse(image.positionIndependent());
    assertEquals(3, image.segments().size());
    assertEquals(0x402e00, image.segments().getLast().virtualAddress());
    assertEquals(3, image.segments().getLast().protection());
    assertEquals(0x405200, image.segments().getLast().end());
    assertEquals(0x400000 + 64, image.programHeaderAddress());
  }

  @Test
  void segmentsAreSortedAndEmptyOnesLeftOut() throws InvalidImageException {
    TestElf elf = new TestElf();
    elf.load(R | W, 0x2000, 0x500000, 0x10, 0x10);
    elf.load(R, 0, 0x300000, 0, 0);
    elf.load(R | W | X, 0x1000, 0x401000, 0x10, 0x10);
    ElfImage image = ElfImage.parse(elf.file());
    assertEquals(2, image.segments().size());
    assertEquals(0x401000, image.segments().getFirst().virtualAddress());
    assertEquals(7, image.segments().getFirst().protection(), "W and X together are legal");
    assertEquals(0, image.programHeaderAddress(), "no segment holds the headers");
  }

  @Test
  void theStackIsExecutableOnlyOnDemand() throws InvalidImageException {
    int stack = ProgramHeader.PT_GNU_STACK;
    assertFalse(ElfImage.parse(TestElf.program().file()).executableStack());
    assertFalse(
        ElfImage.parse(TestElf.program().header(stack, R | W, 0, 0, 0, 0).file())
            .executableStack());
    assertTrue(
        ElfImage.parse(TestElf.program().header(stack, R | W | X, 0, 0, 0, 0).file())
            .executableStack());
  }

  static Stream<Arguments> defects() {
    long limit = AddressSpace.LIMIT;
    return Stream.of(
        defect("is not a 64-bit ELF file (class 1)", elf -> elf.elfClass = 1),
        defect("is not little-endian", elf -> elf.data = 2),
        defect("is for AArch64; build it for x86-64", elf -> elf.machine = 183),
        defect("is for machine 65535", elf -> elf.machine = 0xffff),
        defect("is a relocatable object", elf -> elf.type = 1),
        defect("is not a program (ELF type 4)", elf -> elf.type = 4),
        defect("has no program headers", elf -> elf.headerCount = 0),
        defect("has program headers of 32 bytes", elf -> elf.headerSize = 32),
        defect("has 74 program headers", elf -> elf.headerCount = 74),
        defect("has 65535 program headers", elf -> elf.headerCount = 65535),
        defect("its program headers lie behind its end", elf -> elf.headersOffset = 0x3fff),
        defect("its program headers lie behind its end", elf -> elf.headersOffset = -56),
        defect("its program headers lie behind its end", elf -> elf.headersOffset = Long.MAX_VALUE),
        defect(
            "is dynamically linked; link it with -static",
            elf -> elf.header(ProgramHeader.PT_INTERP, R, 0x300, 0, 0x20, 0x20)),
        defect("has no segment to load", elf -> keepOnly(elf, ProgramHeader.PT_NOTE)),
        defect("leaves the address space", elf -> elf.load(R, 0, limit, 0, 1)),
        defect("leaves the address space", elf -> elf.load(R, 0, 0x500000, 0, limit)),
        defect("leaves the address space", elf -> elf.load(R, 0, 0x500000, 0, -1)),
        defect("leaves the address space", elf -> elf.load(R, 0, -4096, 0, 8192)),
        defect("more bytes in the file than in memory", elf -> elf.load(R, 0, 0x600000, 2, 1)),
        defect("more bytes in the file than in memory", elf -> elf.load(R, 0, 0x600000, -1, 1)),
        defect("ends behind the end of the file", elf -> elf.load(R, 0x4000, 0x600000, 1, 1)),
        defect("ends behind the end of the file", elf -> elf.load(R, -4096, 0x600000, 1, 1)),
        defect("another place in its page", elf -> elf.load(R, 0x10, 0x600020, 1, 1)),
        defect("lies below 0x10000", elf -> elf.load(R, 0, 0x1000, 1, 1)),
        defect("overlap or share a page", elf -> elf.load(R, 0x100, 0x400100, 1, 1)),
        defect("overlap or share a page", elf -> elf.load(R, 0, 0x405000, 1, 1)),
        defect("overlap or share a page", elf -> elf.load(R, 0, 0x3ff000, 1, 0x5000)),
        defect("entry point 0x402e00 is not in an executable", elf -> elf.entry = 0x402e00),
        defect("entry point 0x401500 is not in an executable", elf -> elf.entry = 0x401500),
        defect(
            "is a shared library",
            elf -> {
              elf.type = 3;
              elf.entry = 0;
            }));
  }

  private static Arguments defect(String message, Consumer<TestElf> spoil) {
    return Arguments.of(message, spoil);
  }

  private static void keepOnly(TestElf elf, int type) {
    elf.headers.clear();
    elf.header(type, R, 0, 0x400000, 16, 16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void everyDefectHasItsLine(String message, Consumer<TestElf> spoil) {
    TestElf elf = TestElf.program();
    spoil.accept(elf);
    assertRefused(message, elf.build());
  }

  @Test
  void filesOfOtherKindsHaveTheirLine() {
    assertRefused("is empty", new byte[0]);
    assertRefused("is a script", "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
    assertRefused("is not an ELF file", "MZ".getBytes(StandardCharsets.US_ASCII));
    assertRefused("is not an ELF file", new byte[100_000]);
  }

  @Test
  void aTruncatedProgramIsRefusedWhereverItEnds() {
    byte[] whole = TestElf.program().build();
    for (int length = 4; length < 0x2f00; length++) {
      assertRefused("is truncated", Arrays.copyOf(whole, length));
    }
  }

  @Test
  void aFileThatCannotBeReadHasItsLine() {
    BytesFile file = TestElf.program().file();
    file.broken = true;
    var refusal = assertThrows(InvalidImageException.class, () -> ElfImage.parse(file));
    assertEquals("prog: cannot be read: the disk is on fire", refusal.getMessage());
  }

  private static void assertRefused(String message, byte[] bytes) {
    BytesFile file = new BytesFile("prog", bytes);
    var refusal = assertThrows(InvalidImageException.class, () -> ElfImage.parse(file));
    assertTrue(refusal.getMessage().startsWith("prog: "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("\n"));
  }

  @Test
  void symbolsNameTheAddressesTheyCover() throws InvalidImageException {
    ElfImage image =
        ElfImage.parse(
            TestElf.program()
                .symbol("main", 2, 0x401100, 0x40)
                .symbol("start", 2, 0x401000, 0x20)
                .symbol("outer", 2, 0x401200, 0x100)
                .symbol("inner_label", 0, 0x401210, 4)
                .symbol("table", 1, 0x402e00, 8)
                .symbol("evil\u001b[2J", 2, 0x401400, 8)
                .file());
    assertEquals(Optional.of("start"), image.symbolAt(0x401000));
    assertEquals(Optional.of("start+0x1f"), image.symbolAt(0x40101f));
    assertEquals(Optional.empty(), image.symbolAt(0x401020));
    assertEquals(Optional.of("main+0x3f"), image.symbolAt(0x40113f));
    assertEquals(Optional.of("inner_label+0x2"), image.symbolAt(0x401212));
    assertEquals(Optional.of("outer+0x20"), image.symbolAt(0x401220));
    assertEquals(Optional.of("table+0x7"), image.symbolAt(0x402e07));
    assertEquals(Optional.of("evil?[2J"), image.symbolAt(0x401400));
    assertEquals(Optional.empty(), image.symbolAt(0));
    assertEquals(Optional.empty(), image.symbolAt(-1));
  }

  @Test
  void aStrippedProgramHasNoSymbols() throws InvalidImageException {
    assertEquals(Optional.empty(), ElfImage.parse(TestElf.program().file()).symbolAt(0x401000));
  }
}
