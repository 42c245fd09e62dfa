package dev.cubicle.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbeListener;
import dev.cubicle.emulator.unicorn.X86;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes in guest code by hand: told exactly once, with the state before the instruction. */
@Timeout(120)
final class ProbesTest {

  private static TestGuest guest(long offset, ProbeListener listener) {
    return new TestGuest(
        MachineOptions.DEFAULT.withProbes(List.of(new Probe(TestGuest.CODE + offset, listener))));
  }

  @Test
  void toldEachTimeWithTheStateBeforeTheInstruction() {
    final List<Long> values = new ArrayList<>();
    // mov ecx, 3; again: inc eax; dec ecx (the probe); jnz again; syscall
    try (TestGuest guest = guest(7, at -> values.add(at.register(X86.RAX)))) {
      guest.code("b9 03 00 00 00", "ff c0", "ff c9", "75 fa", "0f 05");
      assertSame(Exit.SystemCall.INSTANCE, guest.run());
      assertEquals(List.of(1L, 2L, 3L), values);
    }
  }

  @Test
  void flagsAndSegmentBasesAreInSync() {
    final List<Long> values = new ArrayList<>();
    // xor eax, eax; inc eax (the probe); syscall
    try (TestGuest guest =
        guest(
            2,
            at -> {
              values.add(at.register(X86.RFLAGS) & 0x40);
              values.add(at.register(X86.GS_BASE));
              values.add(at.register(X86.RIP));
            })) {
      guest.cpu().set(Register.GS_BASE, 0x1234);
      guest.code("31 c0", "ff c0", "0f 05");
      guest.run();
      assertEquals(List.of(0x40L, 0x1234L, TestGuest.CODE + 2), values);
    }
  }

  @Test
  void everyViewHasThem() {
    final List<Integer> values = new ArrayList<>();
    // xor eax, eax; mov $4, al; xor ecx, ecx; xor edx, edx; wrpkru; nop (the probe); syscall
    try (TestGuest guest = guest(11, at -> values.add(at.pkru()))) {
      guest.code("31 c0", "b0 04", "31 c9", "31 d2", "0f 01 ef", "90", "0f 05");
      guest.run();
      assertEquals(List.of(4), values);
    }
  }

  @Test
  void stopsBeforeTheInstructionWithNothingBehindItDone() {
    final boolean[] stop = {true};
    // inc eax; inc ecx (the probe); mov [rbx], ecx; int3; syscall
    try (TestGuest guest =
        guest(
            2,
            at -> {
              if (stop[0]) {
                at.stop();
              }
            })) {
      guest.code("ff c0", "ff c1", "89 0b", "cc", "0f 05");
      guest.present(TestGuest.DATA);
      guest.cpu().set(Register.RBX, TestGuest.DATA);
      assertSame(Exit.Stopped.INSTANCE, guest.run());
      assertEquals(TestGuest.CODE + 2, guest.cpu().get(Register.RIP));
      assertEquals(1, guest.cpu().get(Register.RAX));
      assertEquals(0, guest.cpu().get(Register.RCX));
      assertEquals(TestGuest.DATA, guest.cpu().get(Register.RBX));

      assertSame(Exit.Stopped.INSTANCE, guest.run(), "told again");
      stop[0] = false;
      assertEquals(new Exit.Interrupt(3, false), guest.run());
      assertEquals(1, guest.cpu().get(Register.RCX));
    }
  }

  @Test
  void whatAListenerThrowsEndsTheRun() {
    try (TestGuest guest =
        guest(
            2,
            _ -> {
              throw new IllegalStateException("no");
            })) {
      guest.code("ff c0", "ff c1", "0f 05");
      final IllegalStateException thrown = assertThrows(IllegalStateException.class, guest::run);
      assertEquals("no", thrown.getMessage());
    }
  }

  @Test
  void aStopFromOutsideFindsTheRightPlaceAlthoughThereAreProbes() throws InterruptedException {
    final long[] told = new long[1];
    // again: inc rax; cmp [rbx], ecx; jz again; syscall; the probe is never reached
    try (TestGuest guest = guest(9, _ -> told[0]++)) {
      guest.code("48 ff c0", "39 0b", "74 f9", "0f 05", "90");
      guest.present(TestGuest.DATA);
      guest.cpu().set(Register.RBX, TestGuest.DATA);
      for (int round = 0; round < 20; round++) {
        final Thread stopper =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        Thread.sleep(2);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      guest.machine().requestStop();
                    });
        assertSame(Exit.Stopped.INSTANCE, guest.run());
        stopper.join();
        assertEquals(TestGuest.CODE, guest.cpu().get(Register.RIP));
      }
      assertTrue(guest.cpu().get(Register.RAX) > 0);
      assertEquals(0, told[0]);
    }
  }
}
