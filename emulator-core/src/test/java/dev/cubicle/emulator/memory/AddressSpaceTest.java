package dev.cubicle.emulator.memory;

import static dev.cubicle.emulator.memory.Resolution.BUS_ADRERR;
import static dev.cubicle.emulator.memory.Resolution.OUT_OF_MEMORY;
import static dev.cubicle.emulator.memory.Resolution.PAGED_IN;
import static dev.cubicle.emulator.memory.Resolution.SEGV_ACCERR;
import static dev.cubicle.emulator.memory.Resolution.SEGV_MAPERR;
import static dev.cubicle.emulator.memory.Resolution.SEGV_PKUERR;
import static dev.cubicle.mpk.AccessKind.FETCH;
import static dev.cubicle.mpk.AccessKind.READ;
import static dev.cubicle.mpk.AccessKind.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessRights;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.PageTableEntry;
import dev.cubicle.mpk.Pkru;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {
  private static final int OPEN = 0;
  private static final int RW = Protection.READ | Protection.WRITE;
  private static final long PAGE = 4096;
  private static final long BASE = 0x1000_0000;

  private final PhysicalMemory memory = new PhysicalMemory(256 * PAGE);
  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);
  private final AddressSpace space = new AddressSpace(memory, check);
  private final PrivilegedMemory bytes = new PrivilegedMemory(space);

  @AfterEach
  void everyFrameComesBack() {
    space.unmapAll();
    assertEquals(0, memory.framesInUse());
    memory.close();
  }

  private void map(long pages, MappingAttributes attributes) {
    space.map(BASE, BASE + pages * PAGE, attributes);
  }

  @Test
  void protectionIsWhatX86MakesOfIt() {
    int[][] cases = {
      {Protection.NONE, AccessRights.NONE},
      {Protection.READ, AccessRights.READ},
      {Protection.WRITE, AccessRights.READ | AccessRights.WRITE},
      {Protection.EXECUTE, AccessRights.READ | AccessRights.FETCH},
      {Protection.ALL, AccessRights.READ | AccessRights.WRITE | AccessRights.FETCH}
    };
    for (int[] each : cases) {
      map(1, MappingAttributes.anonymous(each[0]));
      int rights = each[1];
      for (var access : List.of(READ, WRITE, FETCH)) {
        boolean allowed = (rights & AccessRights.of(access)) != 0;
        assertEquals(
            allowed ? PAGED_IN : SEGV_ACCERR,
            space.resolve(BASE, access, OPEN),
            each[0] + " " + access);
      }
      assertEquals(rights, check.allowed(space.entry(BASE), OPEN, true));
    }
  }

  @Test
  void aHoleIsMaperrAndSoIsWhatNoUserHas() {
    map(1, MappingAttributes.anonymous(RW));
    for (long address : new long[] {0, BASE - 1, BASE + PAGE, AddressSpace.LIMIT, -1, 1L << 47}) {
      assertEquals(SEGV_MAPERR, space.resolve(address, READ, OPEN));
      assertEquals(0, space.entry(address));
    }
  }

  /** Linux asks the key before the protection, and of pages that are not present too. */
  @Test
  void aClosedKeyComesBeforeTheProtection() {
    int closed = Pkru.withRights(0, 5, Pkru.ACCESS_DISABLE);
    int readOnly = Pkru.withRights(0, 5, Pkru.WRITE_DISABLE);
    map(1, MappingAttributes.anonymous(Protection.NONE).withProtection(Protection.NONE, 5));
    assertEquals(SEGV_PKUERR, space.resolve(BASE, READ, closed));
    assertEquals(SEGV_ACCERR, space.resolve(BASE, FETCH, closed));
    assertEquals(SEGV_ACCERR, space.resolve(BASE, READ, readOnly));
    assertEquals(SEGV_PKUERR, space.resolve(BASE, WRITE, readOnly));
    assertEquals(SEGV_ACCERR, space.resolve(BASE, WRITE, OPEN));
    assertEquals(0, memory.framesInUse(), "a refused access takes no memory");
  }

  @Test
  void tagWideNoExecuteDeniesFetchesByKey() {
    AddressSpace strict = new AddressSpace(memory, new AccessCheck(FetchPolicy.TAG_NX, true, true));
    int closed = Pkru.withRights(0, 5, Pkru.ACCESS_DISABLE);
    strict.map(BASE, BASE + PAGE, MappingAttributes.anonymous(Protection.ALL).withProtection(7, 5));
    assertEquals(SEGV_PKUERR, strict.resolve(BASE, FETCH, closed));
    assertEquals(PAGED_IN, strict.resolve(BASE, FETCH, OPEN));
    strict.unmapAll();
  }

  @Test
  void pagesKeepTheirBytesWhileNothingMayTouchThem() {
    map(3, MappingAttributes.anonymous(RW));
    bytes.poke(BASE + PAGE, new byte[] {1, 2, 3});
    space.protect(BASE, BASE + 3 * PAGE, Protection.NONE, 0);
    assertEquals(AccessRights.NONE, check.allowed(space.entry(BASE + PAGE), OPEN, true));
    space.protect(BASE, BASE + 3 * PAGE, Protection.READ, 7);
    assertEquals(7, PageTableEntry.key(space.entry(BASE + PAGE)));
    assertArrayEquals(new byte[] {1, 2, 3}, bytes.peek(BASE + PAGE, 3));
  }

  @Test
  void equalNeighboursAreOneMapping() {
    map(1, MappingAttributes.anonymous(RW));
    space.map(BASE + PAGE, BASE + 2 * PAGE, MappingAttributes.anonymous(RW));
    assertEquals(1, space.mappingCount());
    space.protect(BASE + PAGE, BASE + 2 * PAGE, RW, 1);
    assertEquals(2, space.mappingCount());
    assertEquals(1, space.find(BASE + PAGE).orElseThrow().key());
    space.protect(BASE + PAGE, BASE + 2 * PAGE, RW, 0);
    assertEquals(
        List.of(new Mapping(BASE, BASE + 2 * PAGE, MappingAttributes.anonymous(RW))),
        space.mappings());
  }

  @Test
  void discardedPagesAreZerosAgain() {
    map(2, MappingAttributes.anonymous(RW));
    bytes.poke(BASE, new byte[] {9});
    space.discard(BASE, BASE + PAGE);
    assertEquals(0, space.entry(BASE));
    assertArrayEquals(new byte[] {0}, bytes.peek(BASE, 1));
  }

  @Test
  void memoryRunsOutClearlyAndComesBack() {
    map(1000, MappingAttributes.anonymous(RW));
    int paged = 0;
    while (space.resolve(BASE + paged * PAGE, WRITE, OPEN) == PAGED_IN) {
      paged++;
    }
    assertEquals(256, paged, "every frame could be used for the page that asked for it");
    assertEquals(OUT_OF_MEMORY, space.resolve(BASE + paged * PAGE, WRITE, OPEN));
    space.discard(BASE, BASE + PAGE);
    assertEquals(PAGED_IN, space.resolve(BASE + paged * PAGE, WRITE, OPEN));
  }

  @Test
  void aTerabyteCostsNothingUntilTouched() {
    space.map(BASE, BASE + (1L << 40), MappingAttributes.anonymous(Protection.NONE));
    space.protect(BASE, BASE + (1L << 40), RW, 0);
    assertEquals(PAGED_IN, space.resolve(BASE + (1L << 39), WRITE, OPEN));
    assertTrue(memory.framesInUse() <= 16);
  }

  // Stacks.

  private static final long STACK_TOP = 0x7000_0000;

  private void mapStack() {
    space.map(
        STACK_TOP - PAGE,
        STACK_TOP,
        MappingAttributes.anonymous(RW).growingDown().named("[stack]"));
  }

  @Test
  void aStackGrowsToItsLimitAndNotBeyond() {
    mapStack();
    long lowest = STACK_TOP - AddressSpace.STACK_LIMIT;
    assertEquals(PAGED_IN, space.resolve(STACK_TOP - 40 * PAGE, WRITE, OPEN));
    assertEquals(PAGED_IN, space.resolve(lowest, WRITE, OPEN));
    assertEquals(SEGV_MAPERR, space.resolve(lowest - 1, WRITE, OPEN));
    assertEquals(lowest, space.find(STACK_TOP - 1).orElseThrow().start());
  }

  @Test
  void aStackKeepsClearOfWhatIsBelow() {
    mapStack();
    long below = STACK_TOP - (2 << 20);
    space.map(below - PAGE, below, MappingAttributes.anonymous(RW));
    assertEquals(SEGV_MAPERR, space.resolve(below + (1 << 20) - PAGE, WRITE, OPEN));
    assertEquals(PAGED_IN, space.resolve(below + (1 << 20), WRITE, OPEN));
  }

  @Test
  void anInaccessibleMappingBelowIsTheGuardItself() {
    mapStack();
    space.map(STACK_TOP - 3 * PAGE, STACK_TOP - 2 * PAGE, MappingAttributes.anonymous(0));
    assertEquals(PAGED_IN, space.resolve(STACK_TOP - 2 * PAGE, WRITE, OPEN));
    assertEquals(SEGV_ACCERR, space.resolve(STACK_TOP - 2 * PAGE - 1, WRITE, OPEN));
  }

  @Test
  void newMappingsStayOutOfAStacksGap() {
    space.map(
        AddressSpace.MMAP_BASE - PAGE,
        AddressSpace.MMAP_BASE,
        MappingAttributes.anonymous(RW).growingDown());
    assertEquals(AddressSpace.MMAP_BASE - PAGE - (1 << 20) - PAGE, space.findFree(PAGE, 0));
    assertFalse(
        space.isFreeWithGuard(
            AddressSpace.MMAP_BASE - 3 * PAGE, AddressSpace.MMAP_BASE - 2 * PAGE));
  }

  // Where mappings go.

  @Test
  void mappingsGoDownwardsFromTheTopIntoTheFirstGapThatFits() {
    long top = AddressSpace.MMAP_BASE;
    assertEquals(top - 2 * PAGE, space.findFree(2 * PAGE, 0));
    space.map(top - 2 * PAGE, top, MappingAttributes.anonymous(RW));
    space.map(top - 6 * PAGE, top - 3 * PAGE, MappingAttributes.anonymous(RW));
    assertEquals(top - 3 * PAGE, space.findFree(PAGE, 0));
    assertEquals(top - 8 * PAGE, space.findFree(2 * PAGE, 0));
    assertEquals(BASE, space.findFree(PAGE, BASE), "a hint that is free");
    assertEquals(top - 3 * PAGE, space.findFree(PAGE, top - PAGE), "a hint that is taken");
    assertEquals(AddressSpace.LOWEST, space.findFree(PAGE, PAGE), "a hint too low");
    assertEquals(-1, space.findFree(AddressSpace.LIMIT, 0));
    assertEquals(-1, space.findFree(Long.MAX_VALUE - PAGE, 0));
  }

  @Test
  void withTheLowerPartFullMappingsGoAboveTheBase() {
    long top = AddressSpace.MMAP_BASE;
    space.map(AddressSpace.LOWEST, top, MappingAttributes.anonymous(Protection.NONE));
    assertEquals(top, space.findFree(PAGE, 0));
  }

  // Files.

  @Test
  void aPrivateFileMappingShowsTheFileAndKeepsStoresToItself() {
    BytesFile file = BytesFile.numberedPages(2 * 4096 + 10);
    map(4, MappingAttributes.privateFile(RW, file, BASE, PAGE));
    assertArrayEquals(new byte[] {2, 2}, bytes.peek(BASE, 2));
    byte[] tail = bytes.peek(BASE + PAGE + 8, 4);
    assertArrayEquals(new byte[] {3, 3, 0, 0}, tail, "zeros follow the end of the file");
    assertEquals(BUS_ADRERR, space.resolve(BASE + 2 * PAGE, READ, OPEN));
    bytes.poke(BASE, new byte[] {99});
    space.unmap(BASE, BASE + 4 * PAGE);
    assertEquals(2, file.bytes[4096]);
    assertEquals(0, file.writes);
  }

  @Test
  void aFileThatCannotBeReadIsBusError() {
    BytesFile file = BytesFile.numberedPages(4096);
    file.broken = true;
    map(1, MappingAttributes.privateFile(RW, file, BASE, 0));
    assertEquals(BUS_ADRERR, space.resolve(BASE, READ, OPEN));
    assertEquals(0, memory.framesInUse());
  }

  @Test
  void sharedMappingsOfAFileAreOneMemory() throws IOException {
    BytesFile file = BytesFile.numberedPages(3 * 4096);
    long other = BASE + 0x10_0000;
    map(3, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.map(
        other,
        other + PAGE,
        MappingAttributes.sharedFile(Protection.READ, false, file, other, PAGE));
    assertEquals(PAGED_IN, space.resolve(other, READ, OPEN));
    assertEquals(PAGED_IN, space.resolve(BASE + PAGE, WRITE, OPEN));
    bytes.poke(BASE + PAGE, new byte[] {77});
    assertArrayEquals(new byte[] {77}, bytes.peek(other, 1));
    assertEquals(2, file.bytes[4096], "not written back yet");
    space.synchronise(BASE, BASE + 3 * PAGE);
    assertEquals(77, file.bytes[4096]);
    assertEquals(1, file.writes, "only the page that was stored to");
  }

  @Test
  void aReadSharedPageIsNotWritableUntilItIsStoredTo() {
    BytesFile file = BytesFile.numberedPages(4096);
    map(1, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.resolve(BASE, READ, OPEN);
    assertFalse(PageTableEntry.writable(space.entry(BASE)));
    space.resolve(BASE, WRITE, OPEN);
    assertTrue(PageTableEntry.writable(space.entry(BASE)));
    space.protect(BASE, BASE + PAGE, Protection.READ, 0);
    assertFalse(PageTableEntry.writable(space.entry(BASE)));
  }

  @Test
  void unmappingWritesSharedPagesBackUpToTheEndOfTheFile() {
    BytesFile file = BytesFile.numberedPages(4096 + 100);
    map(2, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.resolve(BASE + PAGE, WRITE, OPEN);
    bytes.poke(BASE + PAGE + 99, new byte[] {55, 56});
    space.unmap(BASE + PAGE, BASE + 2 * PAGE);
    assertEquals(4096 + 100, file.bytes.length);
    assertEquals(55, file.bytes[4096 + 99]);
  }

  @Test
  void msyncReportsWhatUnmapMustSwallow() {
    BytesFile file = BytesFile.numberedPages(4096);
    map(1, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.resolve(BASE, WRITE, OPEN);
    file.broken = true;
    assertThrows(IOException.class, () -> space.synchronise(BASE, BASE + PAGE));
    space.unmap(BASE, BASE + PAGE);
    assertEquals(0, memory.framesInUse());
  }

  @Test
  void writesToTheFileAndToItsMappingsSeeEachOther() throws IOException {
    BytesFile file = BytesFile.numberedPages(2 * 4096);
    map(2, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.resolve(BASE, WRITE, OPEN);
    space.resolve(BASE + PAGE, READ, OPEN);
    file.pages.overwritten(4094, new byte[] {0, 10, 11, 12, 13}, 1, 4);
    assertArrayEquals(new byte[] {1, 10, 11, 12, 13, 2}, bytes.peek(BASE + 4093, 6));
    bytes.poke(BASE, new byte[] {66});
    bytes.poke(BASE + 4095, new byte[] {67});
    byte[] read = {1, 2, 3, 4, 5};
    file.pages.overlay(4094, read, 1, 3);
    assertArrayEquals(
        new byte[] {1, 10, 67, 4, 5}, read, "a page that nobody stored to is the file's");
    assertEquals(1, file.bytes[0]);
    file.pages.writeBack();
    assertEquals(66, file.bytes[0]);
    space.unmap(BASE, BASE + 2 * PAGE);
    assertNull(file.pages);
  }

  @Test
  void privatePagesBeginWithWhatWasStoredToSharedOnes() {
    BytesFile file = BytesFile.numberedPages(2 * 4096);
    long other = BASE + 0x10_0000;
    map(2, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.map(other, other + 2 * PAGE, MappingAttributes.privateFile(RW, file, other, 0));
    space.resolve(BASE + PAGE, WRITE, OPEN);
    bytes.poke(BASE + PAGE, new byte[] {77});
    assertArrayEquals(new byte[] {1}, bytes.peek(other, 1));
    assertArrayEquals(new byte[] {77}, bytes.peek(other + PAGE, 1));
    bytes.poke(other + PAGE, new byte[] {78});
    assertArrayEquals(new byte[] {77}, bytes.peek(BASE + PAGE, 1));
    assertEquals(2, file.bytes[4096], "nothing had to be written back");
  }

  @Test
  void mappingsOfAFileThatIsCutEndWithIt() {
    BytesFile file = BytesFile.numberedPages(3 * 4096);
    long other = BASE + 0x10_0000;
    map(3, MappingAttributes.sharedFile(RW, true, file, BASE, 0));
    space.map(other, other + PAGE, MappingAttributes.privateFile(RW, file, other, 2 * PAGE));
    for (long page = BASE; page < BASE + 3 * PAGE; page += PAGE) {
      assertEquals(PAGED_IN, space.resolve(page, WRITE, OPEN));
    }
    assertEquals(PAGED_IN, space.resolve(other, WRITE, OPEN));
    file.bytes = Arrays.copyOf(file.bytes, 4096 + 10);
    file.pages.truncated(4096 + 10);
    assertArrayEquals(new byte[] {2, 0}, bytes.peek(BASE + PAGE + 9, 2));
    assertArrayEquals(new byte[] {0}, bytes.peek(BASE + 2 * PAGE - 1, 1));
    assertEquals(0, space.entry(BASE + 2 * PAGE));
    assertEquals(BUS_ADRERR, space.resolve(BASE + 2 * PAGE, READ, OPEN));
    assertEquals(BUS_ADRERR, space.resolve(other, READ, OPEN));
    assertEquals(2, memory.framesInUse());
    assertEquals(4096 + 10, file.bytes.length, "what was cut off is not written back");
  }

  @Test
  void storesGoThroughTheFileThatWasOpenedForWriting() throws IOException {
    BytesFile content = BytesFile.numberedPages(4096);
    long other = BASE + 0x10_0000;
    map(
        1,
        MappingAttributes.sharedFile(Protection.READ, false, new Opened(content, false), BASE, 0));
    space.map(
        other,
        other + PAGE,
        MappingAttributes.sharedFile(RW, true, new Opened(content, true), other, 0));
    space.resolve(other, WRITE, OPEN);
    bytes.poke(other, new byte[] {9});
    space.synchronise(other, other + PAGE);
    assertEquals(9, content.bytes[0]);
  }

  /** One of several ways in which a file was opened. */
  private record Opened(BytesFile content, boolean writable) implements FileBacking {
    @Override
    public String name() {
      return content.name();
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public int read(long position, byte[] destination, int offset, int length) throws IOException {
      return content.read(position, destination, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      if (!writable) {
        throw new IOException("opened for reading");
      }
      content.write(position, source, offset, length);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Opened opened && opened.content == content;
    }

    @Override
    public int hashCode() {
      return content.hashCode();
    }
  }

  @Test
  void sharedAnonymousPagesOutliveDiscardButNotTheirLastMapping() {
    SharedAnonymousMemory pages = new SharedAnonymousMemory(2 * PAGE);
    map(2, MappingAttributes.sharedFile(RW, true, pages, BASE, 0));
    bytes.poke(BASE, new byte[] {5});
    space.discard(BASE, BASE + 2 * PAGE);
    assertEquals(0, space.entry(BASE));
    assertArrayEquals(new byte[] {5}, bytes.peek(BASE, 1));
    long other = BASE + 0x10_0000;
    space.duplicate(space.find(BASE).orElseThrow(), BASE, other, 3 * PAGE);
    space.unmap(BASE, BASE + 2 * PAGE);
    assertArrayEquals(new byte[] {5}, bytes.peek(other, 1));
    assertEquals(BUS_ADRERR, space.resolve(other + 2 * PAGE, READ, OPEN), "it does not grow");
    space.unmap(other, other + 3 * PAGE);
    assertEquals(0, memory.framesInUse());
  }

  // What engines are told.

  private static final class Recorder implements TranslationObserver {
    final List<String> calls = new ArrayList<>();

    @Override
    public void translationRevoked(long virtualPage, long before, long after) {
      calls.add("revoked " + Long.toHexString(virtualPage));
    }

    @Override
    public void codeChanged(long frameAddress) {
      calls.add("code " + Long.toHexString(frameAddress));
    }
  }

  @Test
  void enginesHearOfLossesAndNotOfGains() {
    Recorder recorder = new Recorder();
    space.observe(recorder);
    map(1, MappingAttributes.anonymous(Protection.READ));
    space.resolve(BASE, READ, OPEN);
    space.markCached(BASE);
    space.protect(BASE, BASE + PAGE, RW, 0);
    assertEquals(List.of(), recorder.calls);
    space.protect(BASE, BASE + PAGE, Protection.READ, 0);
    assertEquals(List.of("revoked 10000000"), recorder.calls, "the mark survived the gain");
    space.protect(BASE, BASE + PAGE, Protection.NONE, 0);
    assertEquals(2, recorder.calls.size(), "some engine may still read");
    space.markCached(BASE);
    space.markCached(BASE + PAGE);
    assertEquals(0, space.entry(BASE) & AddressSpace.CACHED, "not present, so nothing to hold");
    assertEquals(0, space.entry(BASE + PAGE));
    space.protect(BASE, BASE + PAGE, Protection.READ, 0);
    space.markCached(BASE);
    space.protect(BASE, BASE + PAGE, Protection.READ, 3);
    assertEquals(3, recorder.calls.size(), "another key");
    space.markCached(BASE);
    space.unmap(BASE, BASE + PAGE);
    assertEquals(4, recorder.calls.size(), "gone");
  }

  @Test
  void enginesHearWhenTranslatedFramesAreWrittenOrFreed() {
    Recorder recorder = new Recorder();
    space.observe(recorder);
    map(1, MappingAttributes.anonymous(Protection.ALL));
    space.resolve(BASE, FETCH, OPEN);
    bytes.poke(BASE, new byte[] {1});
    assertEquals(List.of(), recorder.calls, "never executed");
    long frame = PageTableEntry.frameAddress(space.entry(BASE));
    memory.setExecuted(frame, true);
    bytes.poke(BASE + 17, new byte[] {1});
    assertEquals(List.of("code " + Long.toHexString(frame)), recorder.calls);
    space.discard(BASE, BASE + PAGE);
    assertEquals(2, recorder.calls.size());
    assertFalse(memory.executed(frame));
  }
}
