package dev.cubicle.emulator.linux.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.BytesFile;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Spoilt programs: they are loaded or refused, in little time and memory, and nothing else. */
class ElfFuzzTest {
  private static final AccessCheck CHECK = new AccessCheck(FetchPolicy.NONE, true, true);

  /** 8 bytes or fewer somewhere in the file become something else. */
  record Change(int position, int width, long value) {}

  @Provide
  Arbitrary<List<Change>> changes() {
    // Mostly the file header, the program headers and the section headers, which is what is parsed.
    Arbitrary<Integer> positions =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 64 + 3 * 56),
            Arbitraries.integers().between(0x4000, 0x4000 + 400));
    Arbitrary<Long> values =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.longs().between(0, 0x1000),
            Arbitraries.of(
                0L,
                -1L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                -4096L,
                0x7fff_ffff_f000L,
                0x400000L,
                0xffff_ffffL));
    return Combinators.combine(positions, Arbitraries.of(1, 2, 4, 8), values)
        .as(Change::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static byte[] spoilt(TestElf elf, List<Change> changes) {
    byte[] bytes = elf.symbol("main", 2, 0x401100, 0x40).symbol("table", 1, 0x402e00, 8).build();
    for (Change change : changes) {
      for (int i = 0; i < change.width; i++) {
        int at = change.position + i;
        if (at < bytes.length) {
          bytes[at] = (byte) (change.value >>> (8 * i));
        }
      }
    }
    return bytes;
  }

  @Property(tries = 6000)
  void aSpoiltProgramIsLoadedOrRefused(
      @ForAll("changes") List<Change> changes, @ForAll boolean positionIndependent) {
    TestElf elf = positionIndependent ? TestElf.positionIndependent() : TestElf.program();
    loadOrRefuse(spoilt(elf, changes));
  }

  @Property(tries = 1000)
  void garbageBehindAHeaderIsLoadedOrRefused(@ForAll byte[] garbage) {
    byte[] bytes = TestElf.program().build();
    System.arraycopy(garbage, 0, bytes, 16, Math.min(garbage.length, bytes.length - 16));
    loadOrRefuse(bytes);
  }

  private static void loadOrRefuse(byte[] bytes) {
    assertTimeout(Duration.ofSeconds(20), () -> load(new BytesFile("prog", bytes)));
  }

  private static void load(BytesFile file) {
    try (PhysicalMemory memory = new PhysicalMemory(1 << 20)) {
      AddressSpace space = new AddressSpace(memory, CHECK);
      try {
        ElfImage image = ElfImage.parse(file);
        ProcessImage process = ElfLoader.load(image, space, ElfLoaderTest.start());
        image.symbolAt(0x401104);
        image.symbolAt(-1);
        assertTrue(space.find(process.entry()).orElseThrow().permits(AccessKind.FETCH));
        assertEquals(0, process.stackPointer() % 16);
      } catch (InvalidImageException refusal) {
        assertTrue(refusal.getMessage().startsWith("prog: "));
        assertFalse(refusal.getMessage().contains("\n"));
        assertTrue(refusal.getMessage().length() < 300);
      }
    }
  }
}
