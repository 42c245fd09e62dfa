package dev.cubicle.mpk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The path of an access check leaves nothing for the garbage collector. */
class AllocationTest {

  private static final int ROUNDS = 200_000;
  private static final int ATTEMPTS = 5;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final PageKeyTable table = new PageKeyTable();
  private final AccessCheck check = new AccessCheck(FetchPolicy.TAG_NX, true, true);

  @Test
  void lookingUpAPageAndCheckingItAllocatesNothing() {
    long flags = PageTableEntry.PRESENT | PageTableEntry.USER;
    for (int key = 0; key < Pkru.KEYS; key++) {
      table.set((long) key << 40, PageTableEntry.make(0, flags, key));
    }
    int warmUp = lookUpAndCheck();
    // The JIT compiler may allocate a few bytes on behalf of a thread while it replaces the loop; a
    // path that allocates would do so in every attempt.
    long fewest = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      int sum = lookUpAndCheck();
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
      assertEquals(warmUp, sum);
      assertNotEquals(0, sum);
    }
    assertEquals(0, fewest, "bytes allocated");
  }

  private int lookUpAndCheck() {
    int sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long pte = table.entry((long) (i & 15) << 40 | (i & 0xfff));
      sum += check.allowed(pte, i, (i & 16) != 0);
      sum += check.check(pte, i, AccessKind.WRITE, true);
    }
    return sum;
  }
}
