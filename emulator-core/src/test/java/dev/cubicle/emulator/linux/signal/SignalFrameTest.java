package dev.cubicle.emulator.linux.signal;

import static dev.cubicle.emulator.linux.ScriptedGuest.DATA;
import static dev.cubicle.emulator.linux.ScriptedGuest.PROCESS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cubicle.emulator.linux.FakeCpu;
import dev.cubicle.emulator.linux.ScriptedGuest;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import dev.cubicle.mpk.AccessKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frame's bytes, as the kernel's headers lay them out, and what sigreturn makes of them. */
class SignalFrameTest {

  private static final int SIGUSR1 = 10;
  private static final int SIGSEGV = 11;
  private static final long SA_SIGINFO = 4;
  private static final long SA_ONSTACK = 0x0800_0000;
  private static final int PKRU = 0x5555_0000;
  private static final Termination DONE = new Termination.Exited(7);

  private final ScriptedGuest guest = new ScriptedGuest();

  @AfterEach
  void close() {
    guest.close();
  }

  /**
   * Raises SIGUSR1 with a handler, and goes on with {@code after} once the handler has returned.
   */
  private Termination signalled(
      long flags, Consumer<FakeCpu> before, Consumer<FakeCpu> handler, Consumer<FakeCpu> after) {
    final long[] main = new long[1];
    guest.then(at -> at.set(Register.RIP, main[0]));
    final long handlerAt = guest.here();
    guest.then(handler);
    // RET to the restorer.
    guest.then(
        at -> {
          at.set(Register.RIP, guest.memory().readLong(at.get(Register.RSP)));
          at.set(Register.RSP, at.get(Register.RSP) + 8);
        });
    final long restorer = guest.here();
    guest.call(15);
    main[0] = guest.here();
    guest.onSignal(SIGUSR1, handlerAt, flags, restorer, 0);
    guest.then(before);
    guest.call(234, PROCESS, PROCESS, SIGUSR1);
    guest.then(after);
    guest.exit(7);
    return guest.run();
  }

  private static long frame(FakeCpu cpu) {
    return cpu.get(Register.RSP);
  }

  @Test
  void everyFieldLiesWhereTheHeadersSay() {
    final UserMemory memory = guest.memory();
    final long[] before = new long[1];
    final Termination end =
        signalled(
            SA_SIGINFO,
            at -> {
              for (Register register : Register.values()) {
                if (register.ordinal() >= Register.R12.ordinal()
                    && register.ordinal() <= Register.R15.ordinal()) {
                  at.set(register, 0x1000 + register.ordinal());
                }
              }
              at.set(Register.RBX, 0xb);
              at.set(Register.RBP, 0xbb);
              at.setPkru(PKRU);
              before[0] = at.get(Register.RSP);
            },
            at -> {
              final long frame = frame(at);
              assertEquals(8, frame & 15, "as after a call");
              assertEquals(SIGUSR1, at.get(Register.RDI));
              assertEquals(frame + 312, at.get(Register.RSI));
              assertEquals(frame + 8, at.get(Register.RDX));
              assertEquals(0, at.get(Register.RAX));
              assertEquals(7, memory.readLong(frame + 8), "uc_flags");
              assertEquals(0, memory.readLong(frame + 16), "uc_link");
              assertEquals(0x1000 + Register.R12.ordinal(), memory.readLong(frame + 48 + 32));
              assertEquals(0xbb, memory.readLong(frame + 48 + 80), "rbp");
              assertEquals(0xb, memory.readLong(frame + 48 + 88), "rbx");
              assertEquals(0, memory.readLong(frame + 48 + 104), "rax: tgkill's answer");
              assertEquals(before[0], memory.readLong(frame + 48 + 120), "rsp");
              assertEquals(0x202, memory.readLong(frame + 48 + 136), "flags");
              assertEquals(0x002b_0000_0000_0033L, memory.readLong(frame + 192), "cs gs fs ss");
              final long fpstate = memory.readLong(frame + 232);
              assertEquals(0, fpstate & 63);
              assertEquals(0, memory.readLong(frame + 304), "uc_sigmask");
              assertEquals(SIGUSR1, memory.readInt(frame + 312), "si_signo");
              assertEquals(-6, memory.readInt(frame + 320), "si_code: SI_TKILL");
              assertEquals(PROCESS, memory.readInt(frame + 328), "si_pid");
              assertEquals(0x46505853, memory.readInt(fpstate + 464), "magic1");
              assertEquals(2700, memory.readInt(fpstate + 468), "extended_size");
              assertEquals(0x203, memory.readLong(fpstate + 472), "xfeatures");
              assertEquals(2696, memory.readInt(fpstate + 480), "xstate_size");
              assertEquals(0x203, memory.readLong(fpstate + 512), "XSTATE_BV");
              assertEquals(0, memory.readLong(fpstate + 520), "XCOMP_BV");
              assertEquals(PKRU, memory.readInt(fpstate + 0xa80), "PKRU");
              assertEquals(0x46505845, memory.readInt(fpstate + 2696), "magic2");
              assertEquals(0x5555_5554, at.pkru(), "a handler starts with the initial PKRU");
              at.set(Register.RBX, 99);
            },
            at -> {
              assertEquals(0xb, at.get(Register.RBX));
              assertEquals(before[0], at.get(Register.RSP));
              assertEquals(PKRU, at.pkru());
              assertEquals(0, at.get(Register.RAX));
            });
    assertEquals(DONE, end);
  }

  @Test
  void floatingPointStateStartsFreshAndComesBack() {
    final byte[] state = new byte[Cpu.FXSAVE_BYTES];
    ByteBuffer.wrap(state)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, (short) 0x27f)
        .putInt(24, 0x1fa0);
    for (int i = 160; i < 416; i++) {
      state[i] = (byte) i;
    }
    final byte[] seen = new byte[Cpu.FXSAVE_BYTES];
    final Termination end =
        signalled(
            0,
            at -> at.loadFloatingPoint(state),
            at -> {
              at.saveFloatingPoint(seen);
              final ByteBuffer fresh = ByteBuffer.wrap(seen).order(ByteOrder.LITTLE_ENDIAN);
              assertEquals(0x37f, fresh.getShort(0));
              assertEquals(0x1f80, fresh.getInt(24));
              assertEquals(0, fresh.getLong(160));
            },
            at -> at.saveFloatingPoint(seen));
    assertEquals(DONE, end);
    final byte[] expected = state.clone();
    assertArrayEquals(Arrays.copyOf(expected, 416), Arrays.copyOf(seen, 416));
  }

  @Test
  void handlerMayChangePkruThroughTheFrame() {
    final Termination end =
        signalled(
            0,
            at -> at.setPkru(PKRU),
            at -> guest.memory().writeInt(fpstate(at) + 0xa80, 0x1230),
            at -> assertEquals(0x1230, at.pkru()));
    assertEquals(DONE, end);
  }

  @Test
  void pkruMissingFromTheFrameBecomesZero() {
    final Termination end =
        signalled(
            0,
            at -> at.setPkru(PKRU),
            at -> guest.memory().writeLong(fpstate(at) + 512, 3),
            at -> assertEquals(0, at.pkru()));
    assertEquals(DONE, end);
  }

  @Test
  void frameWithoutMarksLoadsOnlyTheFxsaveImageAndOpensAllKeys() {
    final Termination end =
        signalled(
            0,
            at -> at.setPkru(PKRU),
            at -> guest.memory().writeInt(fpstate(at) + 464, 0),
            at -> assertEquals(0, at.pkru()));
    assertEquals(DONE, end);
  }

  @Test
  void noFloatingPointPointerMeansTheInitialState() {
    final Termination end =
        signalled(
            0,
            at -> at.setPkru(PKRU),
            at -> guest.memory().writeLong(frame(at) + 232, 0),
            at -> assertEquals(0x5555_5554, at.pkru()));
    assertEquals(DONE, end);
  }

  @Test
  void flagsOfPrivilegeDoNotComeFromAFrame() {
    final Termination end =
        signalled(
            0,
            at -> {},
            at -> guest.memory().writeLong(frame(at) + 48 + 136, -1L & ~0x100),
            at -> assertEquals(0x50cd5 | 0x202, at.get(Register.RFLAGS)));
    assertEquals(DONE, end);
  }

  private long fpstate(FakeCpu cpu) {
    return guest.memory().readLong(frame(cpu) + 232);
  }

  private void assertSegmentationFault(Termination end) {
    assertEquals(SIGSEGV, ((Termination.Killed) end).signal());
  }

  @Test
  void forgedSelectorKills() {
    assertSegmentationFault(
        signalled(
            0, at -> {}, at -> guest.memory().writeShort(frame(at) + 192, (short) 0x10), at -> {}));
  }

  @Test
  void xsaveHeaderWithUnknownComponentsKills() {
    assertSegmentationFault(
        signalled(0, at -> {}, at -> guest.memory().writeLong(fpstate(at) + 512, 0x207), at -> {}));
  }

  @Test
  void reservedMxcsrBitsKill() {
    assertSegmentationFault(
        signalled(0, at -> {}, at -> guest.memory().writeInt(fpstate(at) + 24, 0x10000), at -> {}));
  }

  @Test
  void theFrameReachesAStackWhoseKeyIsClosed() {
    guest.map(0x60_0000, 0x4000, 5);
    final Termination end =
        signalled(
            0,
            at -> at.set(Register.RSP, 0x60_4000),
            at -> {
              final long frame = at.get(Register.RSP);
              assertEquals(true, frame > 0x60_0000 && frame < 0x60_4000);
              // The handler itself may not use that stack: it starts with the default PKRU.
              assertThrows(BadAddressException.class, () -> guest.memory().readLong(frame));
              at.setPkru(0);
            },
            at -> {});
    assertEquals(DONE, end);
  }

  @Test
  void alternateStackIsUsedAndReported() {
    final long stack = DATA + 0x1000;
    final UserMemory memory = guest.memory();
    memory.writeLong(DATA, stack);
    memory.writeInt(DATA + 8, 0);
    memory.writeLong(DATA + 16, 0x2000);
    guest.call(answer -> assertEquals(0, answer), 131, DATA, 0);
    final Termination end =
        signalled(
            SA_ONSTACK,
            at -> {},
            at -> {
              final long frame = frame(at);
              assertEquals(true, frame > stack && frame < stack + 0x2000);
              assertEquals(stack, memory.readLong(frame + 24));
              assertEquals(0x2000, memory.readLong(frame + 40));
            },
            at -> {});
    assertEquals(DONE, end);
  }

  @Test
  void keyFaultCarriesKeyAddressAndTrapState() {
    guest.map(0x60_0000, 0x1000, 3);
    final UserMemory memory = guest.memory();
    final long[] main = new long[1];
    guest.then(at -> at.set(Register.RIP, main[0]));
    final long handlerAt = guest.here();
    guest.then(
        at -> {
          final long frame = frame(at);
          assertEquals(SIGSEGV, memory.readInt(frame + 312));
          assertEquals(4, memory.readInt(frame + 320), "SEGV_PKUERR");
          assertEquals(0x60_0010, memory.readLong(frame + 328), "si_addr");
          assertEquals(3, memory.readInt(frame + 344), "si_pkey");
          assertEquals(0x27, memory.readLong(frame + 200), "err");
          assertEquals(14, memory.readLong(frame + 208), "trapno");
          assertEquals(0x60_0010, memory.readLong(frame + 224), "cr2");
        });
    guest.exit(7);
    main[0] = guest.here();
    guest.onSignal(SIGSEGV, handlerAt, SA_SIGINFO, 0x1000, 0);
    guest.fault(new Exit.PageFault(0x60_0010, AccessKind.WRITE, 0x27, 3));
    assertEquals(DONE, guest.run());
  }
}
