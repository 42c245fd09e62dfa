package dev.cubicle.emulator.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhysicalMemoryTest {

  @Test
  void handsOutEveryFrameOnceAndThenNone() {
    try (PhysicalMemory memory = new PhysicalMemory(3000 * 4096L + 4095)) {
      Set<Long> frames = new HashSet<>();
      for (int i = 0; i < 3000; i++) {
        long frame = memory.allocateFrame();
        assertEquals(0, frame % 4096);
        assertTrue(frame >= 0 && frame < memory.size());
        frames.add(frame);
      }
      assertEquals(3000, frames.size());
      assertEquals(PhysicalMemory.EXHAUSTED, memory.allocateFrame());
      assertEquals(0, memory.freeFrames());
    }
  }

  @Test
  void aFrameUsedAgainIsZeroAndNotExecuted() {
    try (PhysicalMemory memory = new PhysicalMemory(4096)) {
      long frame = memory.allocateFrame();
      memory.segment().set(ValueLayout.JAVA_BYTE, frame + 4095, (byte) 1);
      memory.setExecuted(frame, true);
      assertTrue(memory.executed(frame));
      assertTrue(memory.releaseFrame(frame));
      assertEquals(frame, memory.allocateFrame());
      assertEquals(0, memory.segment().get(ValueLayout.JAVA_BYTE, frame + 4095));
      assertFalse(memory.executed(frame));
    }
  }

  @Test
  void aFrameIsFreeWhenItsLastReferenceGoes() {
    try (PhysicalMemory memory = new PhysicalMemory(8192)) {
      long frame = memory.allocateFrame();
      memory.setExecuted(frame, true);
      memory.retainFrame(frame);
      assertEquals(2, memory.references(frame));
      assertFalse(memory.releaseFrame(frame));
      assertEquals(1, memory.framesInUse());
      assertTrue(memory.executed(frame));
      assertTrue(memory.releaseFrame(frame));
      assertEquals(0, memory.framesInUse());
      assertEquals(1, memory.peakFrames());
      assertThrows(IllegalArgumentException.class, () -> memory.releaseFrame(frame));
    }
  }

  /** Would need 256 GiB of host memory, and minutes, if reserving touched it. */
  @Test
  void sizeCostsNothingUntilTouched() {
    try (PhysicalMemory memory = new PhysicalMemory(256L << 30)) {
      long last = memory.size() - 1;
      memory.segment().set(ValueLayout.JAVA_BYTE, last, (byte) 7);
      assertEquals(7, memory.segment().get(ValueLayout.JAVA_BYTE, last));
    }
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PhysicalMemory(4095));
    assertThrows(IllegalArgumentException.class, () -> new PhysicalMemory(-1));
    assertThrows(IllegalArgumentException.class, () -> new PhysicalMemory(Long.MAX_VALUE));
  }
}
