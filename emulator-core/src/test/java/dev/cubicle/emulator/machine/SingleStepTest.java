package dev.cubicle.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.unicorn.X86;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One instruction at a time, and probes that come and go, in guest code by hand. */
@Timeout(120)
final class SingleStepTest {
  private static final long TRAP_FLAG = 0x100;

  private static void stepTo(TestGuest guest, long offset) {
    assertSame(Exit.Interrupt.SINGLE_STEP, guest.machine().step());
    assertEquals(TestGuest.CODE + offset, guest.cpu().get(Register.RIP));
    assertEquals(0, guest.cpu().get(Register.RFLAGS) & TRAP_FLAG);
  }

  @Test
  void executesOneInstructionOfABlockAndFollowsJumps() {
    // inc eax; dec ecx; jnz back; syscall
    try (TestGuest guest = new TestGuest(MachineOptions.DEFAULT)) {
      guest.code("ff c0", "ff c9", "75 fa", "0f 05");
      guest.cpu().set(Register.RCX, 2);
      for (int round = 1; round <= 2; round++) {
        stepTo(guest, 2);
        assertEquals(round, guest.cpu().get(Register.RAX));
        stepTo(guest, 4);
        stepTo(guest, round == 1 ? 0 : 6);
      }
      assertSame(Exit.SystemCall.INSTANCE, guest.machine().step());
      assertEquals(0, guest.cpu().get(Register.RFLAGS) & TRAP_FLAG);
    }
  }

  @Test
  void writingPkruIsOneStep() {
    try (TestGuest guest = new TestGuest(MachineOptions.DEFAULT)) {
      // wrpkru; inc eax; syscall
      guest.code("0f 01 ef", "ff c0", "0f 05");
      guest.cpu().set(Register.RAX, 4);
      guest.cpu().set(Register.RCX, 0);
      guest.cpu().set(Register.RDX, 0);
      stepTo(guest, 3);
      assertEquals(4, guest.cpu().pkru());
      assertEquals(4, guest.cpu().get(Register.RAX));
      stepTo(guest, 5);
      assertEquals(5, guest.cpu().get(Register.RAX));
    }
  }

  @Test
  void theTrapFlagIsNotPushed() {
    try (TestGuest guest = new TestGuest(MachineOptions.DEFAULT)) {
      // pushf; pop rax; popf; inc ecx
      guest.code("9c", "58", "ff c1", "0f 05");
      guest.present(TestGuest.DATA);
      guest.cpu().set(Register.RSP, TestGuest.DATA + 64);
      stepTo(guest, 1);
      stepTo(guest, 2);
      assertEquals(0, guest.cpu().get(Register.RAX) & TRAP_FLAG);
      stepTo(guest, 4);
    }
  }

  @Test
  void anInterruptInstructionIsNoStep() {
    try (TestGuest guest = new TestGuest(MachineOptions.DEFAULT)) {
      guest.code("cd 01", "90");
      final Exit.Interrupt exit = assertInstanceOf(Exit.Interrupt.class, guest.machine().step());
      assertEquals(new Exit.Interrupt(1, true), exit);
    }
  }

  @Test
  void probesComeAndGoWhereCodeHasRunAlready() {
    final List<Long> told = new ArrayList<>();
    // again: inc eax; dec ecx; jnz again; syscall
    try (TestGuest guest = new TestGuest(MachineOptions.DEFAULT)) {
      guest.code("ff c0", "ff c9", "75 fa", "0f 05");
      final Probe probe = new Probe(TestGuest.CODE + 2, at -> told.add(at.register(X86.RAX)));
      runLoop(guest, 3);
      assertEquals(List.of(), told);
      guest.machine().add(probe);
      runLoop(guest, 2);
      assertEquals(List.of(1L, 2L), told);
      guest.machine().remove(probe);
      runLoop(guest, 3);
      assertEquals(List.of(1L, 2L), told);
    }
  }

  private static void runLoop(TestGuest guest, int times) {
    guest.cpu().set(Register.RIP, TestGuest.CODE);
    guest.cpu().set(Register.RAX, 0);
    guest.cpu().set(Register.RCX, times);
    assertSame(Exit.SystemCall.INSTANCE, guest.run());
    assertEquals(times, guest.cpu().get(Register.RAX));
  }
}
