package dev.cubicle.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cubicle.mpk.AccessKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Accesses to watched pages, in guest code by hand. */
@Timeout(120)
final class WatchedPagesTest {

  private record Access(long offset, int size, boolean write) {}

  /** Watches the data page for loads, stores or both, and stops where it is told to. */
  private static final class Watch implements MemoryWatch {
    private final boolean loads;
    private final boolean stores;
    private final List<Access> seen = new ArrayList<>();
    private boolean stop;

    Watch(boolean loads, boolean stores) {
      this.loads = loads;
      this.stores = stores;
    }

    @Override
    public long[] pages() {
      return new long[] {TestGuest.DATA};
    }

    @Override
    public boolean watches(long page, boolean write) {
      return write ? stores : loads;
    }

    @Override
    public boolean stops(long address, int size, boolean write) {
      seen.add(new Access(address - TestGuest.DATA, size, write));
      return stop;
    }
  }

  private static TestGuest guest(Watch watch, String... instructions) {
    final TestGuest guest = new TestGuest(MachineOptions.DEFAULT);
    guest.code(instructions);
    guest.present(TestGuest.DATA);
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    guest.cpu().set(Register.RSP, TestGuest.DATA + 4096);
    guest.machine().watch(watch);
    return guest;
  }

  @Test
  void tellsExactlyWhatIsLoadedAndStored() {
    final Watch watch = new Watch(true, true);
    // mov [rbx+8], eax; mov cx, [rbx+8]; add byte [rbx+9], 1; push rax; syscall
    try (TestGuest guest = guest(watch, "89 43 08", "66 8b 4b 08", "80 43 09 01", "50", "0f 05")) {
      guest.cpu().set(Register.RAX, 0x11223344);
      assertSame(Exit.SystemCall.INSTANCE, guest.run());
      assertEquals(
          List.of(
              new Access(8, 4, true),
              new Access(8, 2, false),
              new Access(9, 1, false),
              new Access(9, 1, true),
              new Access(4088, 8, true)),
          watch.seen);
      assertEquals(0x3344, guest.cpu().get(Register.RCX) & 0xffff);
      assertEquals(0x11223444, guest.memory().readInt(TestGuest.DATA + 8));
    }
  }

  @Test
  void anAccessThatIsNotAlignedIsOne() {
    final Watch watch = new Watch(true, true);
    // mov [rbx+5], eax; mov rcx, [rbx+3]; mov eax, [rbx+4]; syscall
    try (TestGuest guest = guest(watch, "89 43 05", "48 8b 4b 03", "8b 43 04", "0f 05")) {
      guest.cpu().set(Register.RAX, 0x11223344);
      guest.run();
      assertEquals(
          List.of(new Access(5, 4, true), new Access(3, 8, false), new Access(4, 4, false)),
          watch.seen);
      assertEquals(0x0011_2233_4400_00L, guest.cpu().get(Register.RCX));
    }
  }

  @Test
  void theOtherKindOfAccessIsNotTold() {
    final Watch watch = new Watch(false, true);
    // mov ecx, [rbx]; mov [rbx+4], eax; mov ecx, [rbx+4]; syscall
    try (TestGuest guest = guest(watch, "8b 0b", "89 43 04", "8b 4b 04", "0f 05")) {
      guest.cpu().set(Register.RAX, 7);
      guest.run();
      assertEquals(List.of(new Access(4, 4, true)), watch.seen);
      assertEquals(7, guest.cpu().get(Register.RCX));
    }
  }

  @Test
  void stopsBeforeAStoreAmidABlock() {
    final Watch watch = new Watch(false, true);
    // inc ecx; mov [rbx], eax; inc ecx; mov [rbx+8], ecx; syscall
    try (TestGuest guest = guest(watch, "ff c1", "89 03", "ff c1", "89 4b 08", "0f 05")) {
      watch.stop = true;
      guest.cpu().set(Register.RAX, 7);
      guest.cpu().set(Register.RCX, 0);
      assertSame(Exit.Stopped.INSTANCE, guest.run());
      assertEquals(TestGuest.CODE + 2, guest.cpu().get(Register.RIP));
      assertEquals(1, guest.cpu().get(Register.RCX));
      assertEquals(0, guest.memory().readInt(TestGuest.DATA));
      watch.stop = false;
      assertSame(Exit.Interrupt.SINGLE_STEP, guest.machine().step());
      assertEquals(7, guest.memory().readInt(TestGuest.DATA));
      assertSame(Exit.SystemCall.INSTANCE, guest.run());
      assertEquals(2, guest.memory().readInt(TestGuest.DATA + 8));
    }
  }

  @Test
  void stopsBeforeALoad() {
    final Watch watch = new Watch(true, false);
    // inc ecx; mov eax, [rbx]; inc ecx; syscall
    try (TestGuest guest = guest(watch, "ff c1", "8b 03", "ff c1", "0f 05")) {
      watch.stop = true;
      guest.cpu().set(Register.RAX, 7);
      guest.cpu().set(Register.RCX, 0);
      assertSame(Exit.Stopped.INSTANCE, guest.run());
      assertEquals(TestGuest.CODE + 2, guest.cpu().get(Register.RIP));
      assertEquals(1, guest.cpu().get(Register.RCX));
      assertEquals(7, guest.cpu().get(Register.RAX));
    }
  }

  @Test
  void keysDenyWatchedPagesAsBefore() {
    final Watch watch = new Watch(true, true);
    // mov eax, [rbx]; mov [rbx], eax
    try (TestGuest guest = guest(watch, "8b 03", "89 03", "0f 05")) {
      guest.key(TestGuest.DATA, 1);
      guest.cpu().setPkru(0b1000);
      final Exit.PageFault fault = assertInstanceOf(Exit.PageFault.class, guest.run());
      assertEquals(AccessKind.WRITE, fault.access());
      assertEquals(1, fault.key());
      assertEquals(List.of(new Access(0, 4, false)), watch.seen);
    }
  }
}
