package dev.cubicle.emulator.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The address space against a map of single pages, and against an engine that keeps everything in
 * its TLB until it is told to forget it.
 */
class AddressSpaceModelTest {
  private static final long PAGE = 4096;
  private static final long BASE = 0x5000_0000;
  private static final int PAGES = 24;

  private enum Kind {
    MAP,
    UNMAP,
    PROTECT,
    TOUCH,
    STORE,
    DISCARD,
    MOVE
  }

  /** Pages {@code from} to {@code from + count - 1} of the arena; what else counts depends. */
  record Step(Kind kind, int from, int count, int protection, int key) {
    int end() {
      return Math.min(PAGES, from + count);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, PAGES - 1),
            Arbitraries.integers().between(1, 8),
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 2))
        .as(Step::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(80);
  }

  /** A page of the model: its mapping's attributes, and its first byte. */
  private static final class Page {
    int protection;
    int key;
    byte value;

    Page(int protection, int key, byte value) {
      this.protection = protection;
      this.key = key;
      this.value = value;
    }
  }

  /** An engine that holds entries until they are revoked, and what remains of them after that. */
  private static final class Engine implements TranslationObserver {
    final Map<Long, Long> held = new HashMap<>();

    @Override
    public void translationRevoked(long virtualPage, long before, long after) {
      assertNotNull(held.remove(virtualPage), "revoked what was never held");
      final boolean moved =
          PageTableEntry.frameAddress(before) != PageTableEntry.frameAddress(after);
      if (PageTableEntry.present(after) && !moved) {
        held.put(virtualPage, after);
      }
    }

    @Override
    public void codeChanged(long frameAddress) {}
  }

  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);

  @Property(tries = 2000)
  void agreesWithPagesOneByOne(@ForAll("steps") List<Step> steps) {
    try (PhysicalMemory memory = new PhysicalMemory(4 * PAGES * PAGE)) {
      AddressSpace space = new AddressSpace(memory, check);
      Engine engine = new Engine();
      space.observe(engine);
      TreeMap<Integer, Page> model = new TreeMap<>();
      byte next = 1;
      for (Step step : steps) {
        apply(step, space, model, engine, next++);
        compareMappings(space, model);
        compareEngine(space, engine);
      }
      compareContents(space, memory, model);
      space.unmapAll();
      assertEquals(0, memory.framesInUse());
      assertEquals(Map.of(), engine.held);
    }
  }

  private void apply(
      Step step, AddressSpace space, TreeMap<Integer, Page> model, Engine engine, byte value) {
    long start = address(step.from);
    long end = address(step.end());
    var range = model.subMap(step.from, step.end());
    switch (step.kind) {
      case MAP -> {
        space.map(
            start, end, MappingAttributes.anonymous(0).withProtection(step.protection, step.key));
        for (int page = step.from; page < step.end(); page++) {
          model.put(page, new Page(step.protection, step.key, (byte) 0));
        }
      }
      case UNMAP -> {
        space.unmap(start, end);
        range.clear();
      }
      case PROTECT -> {
        space.protect(start, end, step.protection, step.key);
        range.values().forEach(page -> page.protection = step.protection);
        range.values().forEach(page -> page.key = step.key);
      }
      case TOUCH -> touch(step, space, model, engine);
      case STORE -> {
        Page page = model.get(step.from);
        int written = new PrivilegedMemory(space).poke(start, new byte[] {value});
        assertEquals(page == null ? 0 : 1, written);
        if (page != null) {
          page.value = value;
        }
      }
      case DISCARD -> {
        space.discard(start, end);
        range.values().forEach(page -> page.value = 0);
      }
      case MOVE -> move(step, space, model);
    }
  }

  private void touch(Step step, AddressSpace space, TreeMap<Integer, Page> model, Engine engine) {
    AccessKind access = AccessKind.values()[step.key];
    Page page = model.get(step.from);
    long address = address(step.from);
    Resolution expected =
        page == null
            ? Resolution.SEGV_MAPERR
            : Protection.permits(page.protection, access)
                ? Resolution.PAGED_IN
                : Resolution.SEGV_ACCERR;
    assertEquals(expected, space.resolve(address, access, 0));
    if (expected == Resolution.PAGED_IN) {
      assertEquals(AccessCheck.ALLOWED, check.check(space.entry(address), 0, access, true));
      space.markCached(address);
      engine.held.put(address, space.entry(address));
    }
  }

  /** Moves the mapping's pages from {@code from} on, if the same number fits at the other end. */
  private void move(Step step, AddressSpace space, TreeMap<Integer, Page> model) {
    Mapping mapping = space.find(address(step.from)).orElse(null);
    if (mapping == null) {
      return;
    }
    int count = (int) Math.min((mapping.end() - address(step.from)) / PAGE, step.count);
    int target = PAGES - count;
    if (target < step.from + count) {
      return;
    }
    space.move(address(step.from), count * PAGE, address(target), count * PAGE, step.key == 1);
    for (int i = 0; i < count; i++) {
      Page page = model.get(step.from + i);
      model.put(target + i, new Page(page.protection, page.key, page.value));
      if (step.key == 1) {
        page.value = 0;
      } else {
        model.remove(step.from + i);
      }
    }
  }

  private static void compareMappings(AddressSpace space, TreeMap<Integer, Page> model) {
    long last = 0;
    for (Mapping mapping : space.mappings()) {
      assertTrue(mapping.start() >= last && mapping.end() > mapping.start());
      last = mapping.end();
    }
    for (int i = 0; i < PAGES; i++) {
      Page page = model.get(i);
      Mapping mapping = space.find(address(i)).orElse(null);
      long entry = space.entry(address(i));
      if (page == null) {
        assertNull(mapping);
        assertEquals(0, entry);
      } else {
        assertEquals(page.protection, mapping.protection());
        assertEquals(page.key, mapping.key());
        if (entry != 0) {
          assertEquals(page.key, PageTableEntry.key(entry));
          assertEquals(page.protection != 0, PageTableEntry.present(entry));
          assertEquals((page.protection & 2) != 0, PageTableEntry.writable(entry));
          assertEquals((page.protection & 4) != 0, PageTableEntry.executable(entry));
        }
      }
    }
  }

  /** What an engine holds must still be allowed, in the same frame and under the same key. */
  private void compareEngine(AddressSpace space, Engine engine) {
    engine.held.forEach(
        (address, held) -> {
          long entry = space.entry(address);
          assertEquals(PageTableEntry.frameAddress(held), PageTableEntry.frameAddress(entry));
          assertEquals(PageTableEntry.key(held), PageTableEntry.key(entry));
          int rights = check.allowed(held, 0, true);
          assertEquals(rights, rights & check.allowed(entry, 0, true));
          assertTrue((entry & AddressSpace.CACHED) != 0);
        });
  }

  private static void compareContents(
      AddressSpace space, PhysicalMemory memory, TreeMap<Integer, Page> model) {
    model.forEach(
        (page, expected) -> {
          long entry = space.entry(address(page));
          byte value =
              entry == 0
                  ? 0
                  : memory.segment().get(ValueLayout.JAVA_BYTE, PageTableEntry.frameAddress(entry));
          assertEquals(expected.value, value, "page " + page);
        });
  }

  private static long address(int page) {
    return BASE + page * PAGE;
  }
}
