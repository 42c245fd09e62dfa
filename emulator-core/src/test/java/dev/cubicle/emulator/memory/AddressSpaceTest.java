package dev.cubicle.emulator.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {
  private static final int OPEN = 0;
  private static final long BASE = 0x1000_0000;

  private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);
  private final AddressSpace space = new AddressSpace(memory, check);

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void aTouchedPageOfAnonymousMemoryIsZerosWithTheMappingsRights() {
    space.map(BASE, BASE + 0x2000, MappingAttributes.anonymous(Protection.READ));
    assertEquals(0, space.entry(BASE));
    assertEquals(Resolution.PAGED_IN, space.resolve(BASE + 5, AccessKind.READ, OPEN));
    assertEquals(Resolution.SEGV_ACCERR, space.resolve(BASE + 5, AccessKind.WRITE, OPEN));
    assertEquals(Resolution.SEGV_ACCERR, space.resolve(BASE + 5, AccessKind.FETCH, OPEN));
    assertEquals(Resolution.SEGV_MAPERR, space.resolve(BASE + 0x2000, AccessKind.READ, OPEN));
    assertEquals(dev.cubicle.mpk.AccessRights.READ, check.allowed(space.entry(BASE), OPEN, true));
  }
}
