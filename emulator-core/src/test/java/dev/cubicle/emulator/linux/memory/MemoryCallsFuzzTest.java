package dev.cubicle.emulator.linux.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.BytesFile;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.mpk.PageTableEntry;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random memory calls with random arguments: results or error numbers, and a sound process. */
class MemoryCallsFuzzTest {
  private static final long BASE = 0x1000_0000;

  record Call(int number, List<Long> arguments) {}

  @Provide
  Arbitrary<List<Call>> calls() {
    Arbitrary<Integer> numbers =
        Arbitraries.of(
            9, 9, 9, 10, 11, 12, 25, 25, 26, 27, 28, 149, 150, 151, 152, 325, 329, 330, 331);
    Arbitrary<Long> places = Arbitraries.longs().between(0, 40).map(page -> BASE + page * 4096);
    Arbitrary<Long> values =
        Arbitraries.oneOf(
            places,
            places,
            Arbitraries.longs().between(0, 12).map(pages -> pages * 4096),
            Arbitraries.longs().between(0, 40),
            Arbitraries.of(0x32L, 0x31L, 0x22L, 0x21L, 0x132L, 0x8032L, 1L, 2L, 3L),
            Arbitraries.of(
                -1L,
                -4096L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                1L << 47,
                Calls.HEAP,
                AddressSpace.LIMIT,
                AddressSpace.LIMIT - 4096),
            Arbitraries.longs());
    return Combinators.combine(numbers, values.list().ofSize(6)).as(Call::new).list().ofMaxSize(60);
  }

  @Property(tries = 2000)
  void nothingEscapesAndNothingLeaks(@ForAll("calls") List<Call> calls) {
    try (Calls process = new Calls()) {
      process.descriptors.put(3, new Calls.Open(BytesFile.numberedPages(20_000), true));
      process.descriptors.put(4, new Calls.Open(BytesFile.numberedPages(20_000), false));
      process.call(Calls.MMAP, BASE, 20 * 4096, 3, 0x32, -1, 0);
      process.call(Calls.MMAP, BASE + 24 * 4096, 4 * 4096, 3, 0x11, 3, 4096);
      for (Call call : calls) {
        long[] arguments = call.arguments.stream().mapToLong(Long::longValue).toArray();
        long result = process.call(call.number, arguments);
        assertTrue(result >= -4095, "neither a result nor an error: " + result);
      }
      assertSound(process);
      process.space.unmapAll();
      assertEquals(0, process.physical.framesInUse());
    }
  }

  /** Mappings are in order and in user space, and pages are as their mappings say. */
  private static void assertSound(Calls process) {
    long last = AddressSpace.LOWEST;
    for (Mapping mapping : process.space.mappings()) {
      assertTrue(mapping.start() >= last && mapping.start() < mapping.end());
      assertTrue((mapping.start() | mapping.end()) % 4096 == 0);
      last = mapping.end();
      long seen = Math.min(mapping.length(), 100 * 4096);
      for (long page = mapping.start(); page < mapping.start() + seen; page += 4096) {
        long entry = process.space.entry(page);
        if (entry != 0) {
          assertEquals(mapping.key(), PageTableEntry.key(entry));
          assertEquals(mapping.protection() != 0, PageTableEntry.present(entry));
          assertTrue(!PageTableEntry.writable(entry) || (mapping.protection() & 2) != 0);
        }
      }
    }
    assertTrue(last <= AddressSpace.LIMIT);
  }
}
