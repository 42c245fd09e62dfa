package dev.cubicle.emulator.linux.elf;

import static dev.cubicle.emulator.linux.elf.TestElf.R;
import static dev.cubicle.emulator.linux.elf.TestElf.W;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.FetchPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ElfLoaderTest {
  private static final byte[] RANDOM = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

  private final PhysicalMemory physical = new PhysicalMemory(4 << 20);
  private final AddressSpace space =
      new AddressSpace(physical, new AccessCheck(FetchPolicy.NONE, true, true));
  private final PrivilegedMemory memory = new PrivilegedMemory(space);

  @AfterEach
  void close() {
    physical.close();
  }

  static ProcessStart start() {
    return start(List.of("prog", "-v", ""), List.of("HOME=/", "L=\u00e4"));
  }

  private static ProcessStart start(List<String> arguments, List<String> environment) {
    return new ProcessStart(
        "/bin/prog",
        arguments,
        environment,
        RANDOM,
        new ProcessStart.Processor(0xbfeb_fbff, 2, 2696),
        1000,
        100);
  }

  private ProcessImage load(TestElf elf) throws InvalidImageException {
    return ElfLoader.load(ElfImage.parse(elf.file()), space, start());
  }

  private List<String> layout() {
    List<String> lines = new ArrayList<>();
    for (Mapping mapping : space.mappings()) {
      lines.add(
          "%x-%x %d %s"
              .formatted(mapping.start(), mapping.end(), mapping.protection(), mapping.name())
              .strip());
    }
    return lines;
  }

  @Test
  void segmentsLieWhereTheFileSays() throws InvalidImageException {
    ProcessImage process = load(TestElf.program());
    assertEquals(
        List.of(
            "400000-401000 1 prog",
            "401000-402000 5 prog",
            "402000-403000 3 prog",
            "403000-406000 3",
            "7ffffffde000-7ffffffff000 3 [stack]"),
        layout());
    assertEquals(0x401000, process.entry());
    assertEquals(0x406000, process.heapStart());
    assertEquals(0, process.bias());
  }

  @Test
  void theStackHasItsContentsAndRoomBelow() throws InvalidImageException {
    ProcessImage process = load(TestElf.program());
    Mapping stack = space.mappings().getLast();
    assertTrue(stack.growsDown());
    assertEquals(AddressSpace.LIMIT, stack.end());
    assertTrue(process.stackPointer() - stack.start() >= 128 << 10);
    assertEquals(3, stack.protection());
  }

  @Test
  void bssIsZeroFromItsFirstByteOn() throws InvalidImageException {
    load(TestElf.program());
    byte[] page = memory.peek(0x402000, 4096);
    assertEquals((byte) 0xa2, page[0xe00], "data from the file");
    assertEquals((byte) 0xa2, page[0xeff]);
    for (int i = 0xf00; i < 4096; i++) {
      assertEquals(0, page[i], "offset " + i);
    }
    assertArrayEquals(new byte[0x3000], memory.peek(0x403000, 0x3000));
    assertEquals((byte) 0xa1, memory.peek(0x401fff, 1)[0], "what follows code is the file's");
  }

  @Test
  void aSegmentMayBeBssAlone() throws InvalidImageException {
    load(TestElf.program().load(R | W, 0, 0x600010, 0, 0x1000));
    assertArrayEquals(new byte[0x2000], memory.peek(0x600000, 0x2000));
  }

  @Test
  void positionIndependentProgramsGoToTheirBase() throws InvalidImageException {
    ProcessImage process = load(TestElf.positionIndependent().symbol("main", 2, 0x1100, 0x10));
    assertEquals(0x5555_5555_4000L, process.bias());
    assertEquals(0x5555_5555_5000L, process.entry());
    assertEquals(0x5555_5555_a000L, process.heapStart());
    assertEquals(Optional.of("main+0x4"), process.symbolAt(0x5555_5555_5104L));
    assertEquals(0x5555_5555_4000L + 64, (long) auxiliaryVector(process).get(3));
  }

  @Test
  void aLargeAlignmentLowersTheBase() throws InvalidImageException {
    TestElf elf = TestElf.positionIndependent();
    ProgramHeader first = elf.headers.removeFirst();
    elf.headers.addFirst(
        new ProgramHeader(1, R, 0, 0, first.fileSize(), first.memorySize(), 0x20_0000));
    assertEquals(0x5555_5540_0000L, load(elf).bias());
  }

  @Test
  void anExecutableStackIsMappedOnDemand() throws InvalidImageException {
    load(TestElf.program().header(ProgramHeader.PT_GNU_STACK, 7, 0, 0, 0, 0));
    assertEquals(7, space.mappings().getLast().protection());
  }

  @Test
  void theStackHoldsArgumentsEnvironmentAndAuxiliaryVector() throws InvalidImageException {
    ProcessImage process = load(TestElf.program());
    ByteBuffer words = words(process);
    assertEquals(0, process.stackPointer() % 16);
    assertEquals(3, words.getLong());
    assertEquals("prog", string(words.getLong()));
    assertEquals("-v", string(words.getLong()));
    assertEquals("", string(words.getLong()));
    assertEquals(0, words.getLong());
    assertEquals("HOME=/", string(words.getLong()));
    assertEquals("L=\u00e4", string(words.getLong()));
    assertEquals(0, words.getLong());

    Map<Integer, Long> vector = auxiliaryVector(process);
    assertEquals("/bin/prog", string(vector.remove(31)));
    assertEquals("x86_64", string(vector.remove(15)));
    assertArrayEquals(RANDOM, memory.peek(vector.remove(25), 16));
    Map<Integer, Long> expected = new TreeMap<>();
    expected.put(3, 0x400040L);
    expected.put(4, 56L);
    expected.put(5, 3L);
    expected.put(6, 4096L);
    expected.put(7, 0L);
    expected.put(8, 0L);
    expected.put(9, 0x401000L);
    expected.put(11, 1000L);
    expected.put(12, 1000L);
    expected.put(13, 100L);
    expected.put(14, 100L);
    expected.put(16, 0xbfeb_fbffL);
    expected.put(17, 100L);
    expected.put(23, 0L);
    expected.put(26, 2L);
    expected.put(51, 2696L);
    assertEquals(expected, vector);
    assertArrayEquals(new byte[8], memory.peek(AddressSpace.LIMIT - 8, 8));
  }

  @Test
  void theStackPointerIsAlignedForAnyNumberOfArguments() throws InvalidImageException {
    ElfImage image = ElfImage.parse(TestElf.program().file());
    for (int count = 0; count < 20; count++) {
      space.unmapAll();
      List<String> arguments = Collections.nCopies(count, "x".repeat(count));
      ProcessImage process = ElfLoader.load(image, space, start(arguments, List.of()));
      assertEquals(0, process.stackPointer() % 16);
      assertEquals(count, words(process).getLong());
    }
  }

  @Test
  void argumentsHaveLinuxsLimits() throws InvalidImageException {
    ElfImage image = ElfImage.parse(TestElf.program().file());
    ElfLoader.load(image, space, start(List.of("p", "x".repeat(131071)), List.of()));
    space.unmapAll();
    assertRefused(
        "an argument or environment variable has 131073 bytes",
        image,
        start(List.of("p"), List.of("x".repeat(131072))));
    assertRefused(
        "arguments and environment need",
        image,
        start(Collections.nCopies(20, "x".repeat(120_000)), List.of()));
  }

  @Test
  void programsThatDoNotFitAreRefused() throws InvalidImageException {
    assertRefused(
        "needs 16384 MiB of memory, the guest has 4 MiB",
        ElfImage.parse(TestElf.program().load(R | W, 0, 0x1000_0000, 0, 16L << 30).file()),
        start());
    assertRefused(
        "where the stack is",
        ElfImage.parse(
            TestElf.program().load(R | W, 0, AddressSpace.LIMIT - 0x10000, 0, 0x10000).file()),
        start());
  }

  private void assertRefused(String message, ElfImage image, ProcessStart start) {
    var refusal =
        assertThrows(InvalidImageException.class, () -> ElfLoader.load(image, space, start));
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
  }

  private ByteBuffer words(ProcessImage process) {
    int length = (int) (AddressSpace.LIMIT - process.stackPointer());
    return ByteBuffer.wrap(memory.peek(process.stackPointer(), length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private Map<Integer, Long> auxiliaryVector(ProcessImage process) {
    ByteBuffer words = words(process);
    words.position(8 * (int) (words.getLong() + 2));
    while (words.getLong() != 0) {
      // The environment.
    }
    Map<Integer, Long> vector = new TreeMap<>();
    for (int tag = (int) words.getLong(); tag != 0; tag = (int) words.getLong()) {
      vector.put(tag, words.getLong());
    }
    return vector;
  }

  private String string(long address) {
    byte[] bytes = memory.peek(address, 64);
    int length = 0;
    while (bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
