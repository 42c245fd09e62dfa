package dev.cubicle.emulator.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.emulator.memory.Resolution;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guest code by hand, run by the machine: exits, faults, hand-offs, code coherence. */
@Timeout(120)
final class MachineTest {
  private static final int ALL_OPEN = 0;

  private final TestGuest guest = new TestGuest(MachineOptions.DEFAULT);

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void systemCallLeavesBehindTheInstruction() {
    guest.code("b8 2a 00 00 00", "0f 05"); // mov eax, 42; syscall
    assertSame(Exit.SystemCall.INSTANCE, guest.run());
    assertEquals(42, guest.cpu().get(Register.RAX));
    assertEquals(TestGuest.CODE + 7, guest.cpu().get(Register.RIP));
  }

  @Test
  void guestRunsAtCpl3WithLinuxSelectors() {
    guest.code("8c c8", "8c d3", "0f 05"); // mov eax, cs; mov ebx, ss; syscall
    guest.run();
    assertEquals(0x33, guest.cpu().get(Register.RAX));
    assertEquals(0x2b, guest.cpu().get(Register.RBX));
  }

  @Test
  void privilegedInstructionIsGeneralProtection() {
    guest.code("90", "f4"); // nop; hlt
    assertEquals(new Exit.Interrupt(13, false), guest.run());
    assertEquals(TestGuest.CODE + 1, guest.cpu().get(Register.RIP));
  }

  @Test
  void divisionByZeroIsVector0AtTheInstruction() {
    guest.code("31 c9", "f7 f1"); // xor ecx, ecx; div ecx
    assertEquals(new Exit.Interrupt(0, false), guest.run());
    assertEquals(TestGuest.CODE + 2, guest.cpu().get(Register.RIP));
  }

  @Test
  void softwareInterruptIsReportedAtTheInstruction() {
    guest.code("90", "cd 80"); // nop; int 0x80
    assertEquals(new Exit.Interrupt(0x80, true), guest.run());
    assertEquals(TestGuest.CODE + 1, guest.cpu().get(Register.RIP));
  }

  @Test
  void breakpointLeavesBehindTheInstruction() {
    guest.code("cc");
    assertEquals(new Exit.Interrupt(3, false), guest.run());
    assertEquals(TestGuest.CODE + 1, guest.cpu().get(Register.RIP));
  }

  @Test
  void undefinedInstructionIsReportedAtTheInstruction() {
    guest.code("90", "0f 0b"); // nop; ud2
    assertSame(Exit.InvalidInstruction.INSTANCE, guest.run());
    assertEquals(TestGuest.CODE + 1, guest.cpu().get(Register.RIP));
  }

  @Test
  void pageFaultCarriesTheExactAddress() {
    guest.code("48 8b 03"); // mov rax, [rbx]
    guest.cpu().set(Register.RBX, 0x1234_5678L);
    assertEquals(new Exit.PageFault(0x1234_5678L, AccessKind.READ, 4, 0), guest.run());
    assertEquals(TestGuest.CODE, guest.cpu().get(Register.RIP));
  }

  @Test
  void jumpToZeroIsAFetchFault() {
    guest.code("31 c0", "ff e0"); // xor eax, eax; jmp rax
    final Exit.PageFault fault = assertInstanceOf(Exit.PageFault.class, guest.run());
    assertEquals(0, fault.address());
    assertEquals(AccessKind.FETCH, fault.access());
    assertEquals(0, guest.cpu().get(Register.RIP));
  }

  @Test
  void nonCanonicalAddressIsGeneralProtection() {
    guest.code("48 8b 03"); // mov rax, [rbx]
    guest.cpu().set(Register.RBX, 0x1234_5678_9abc_def0L);
    assertEquals(new Exit.Interrupt(13, false), guest.run());
  }

  @Test
  void closedKeyFaultsWithThePkBitAndGoesOnWhenOpened() {
    guest.present(TestGuest.DATA);
    guest.key(TestGuest.DATA, 5);
    guest.code("48 89 03", "0f 05"); // mov [rbx], rax; syscall
    guest.cpu().set(Register.RBX, TestGuest.DATA + 8);
    guest.cpu().set(Register.RAX, 77);
    guest.cpu().setPkru(1 << 2 * 5 + 1);
    assertEquals(
        new Exit.PageFault(TestGuest.DATA + 8, AccessKind.WRITE, 0x27, 5), guest.runPaging());
    guest.cpu().setPkru(ALL_OPEN);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(77, guest.memory().readLong(TestGuest.DATA + 8));
  }

  @Test
  void wrpkruHandsOffAndRdpkruReadsBack() {
    guest.present(TestGuest.DATA);
    guest.key(TestGuest.DATA, 3);
    // mov eax, 0xc0; wrpkru; rdpkru; mov esi, eax; mov rdi, [rbx]
    guest.code(
        "31 c9", "31 d2", "b8 c0 00 00 00", "0f 01 ef", "31 c0", "0f 01 ee", "89 c6", "48 8b 3b");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    guest.cpu().setPkru(ALL_OPEN);
    final Exit.PageFault fault = assertInstanceOf(Exit.PageFault.class, guest.runPaging());
    assertEquals(0x25, fault.errorCode());
    assertEquals(3, fault.key());
    assertEquals(0xc0, guest.cpu().get(Register.RSI));
    assertEquals(0xc0, guest.cpu().pkru());
    assertEquals(0, guest.cpu().get(Register.RDX));
  }

  /** A hand-off copies part of Unicorn's state: whatever a guest can see must lie in that part. */
  @Test
  void everyRegisterTravelsWithEveryHandOff() {
    guest.code("0f 01 ef", "0f 05"); // wrpkru; syscall
    for (int round = 0; round < 12; round++) {
      final Cpu cpu = guest.cpu();
      final byte[] expected = floatingPointArea(cpu, round);
      cpu.loadFloatingPoint(expected);
      for (final Register register : Register.values()) {
        cpu.set(register, 0x1111_2222_3333L * (round + 1) + 0x1000L * register.ordinal());
      }
      cpu.set(Register.RAX, round % 3 << 4);
      cpu.set(Register.RCX, 0);
      cpu.set(Register.RDX, 0);
      cpu.set(Register.RFLAGS, 0x202 | (round % 2 == 0 ? 0x8d5 : 0x400));
      cpu.set(Register.RIP, TestGuest.CODE);
      final long[] before = Arrays.stream(Register.values()).mapToLong(cpu::get).toArray();
      assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
      assertEquals(round % 3 << 4, cpu.pkru());
      for (final Register register : Register.values()) {
        if (register != Register.RIP && register != Register.RCX && register != Register.R11) {
          assertEquals(before[register.ordinal()], cpu.get(register), register::toString);
        }
      }
      final byte[] area = new byte[Cpu.FXSAVE_BYTES];
      cpu.saveFloatingPoint(area);
      assertArrayEquals(expected, area);
    }
    assertTrue(guest.machine().statistics().handOffs() >= 12);
  }

  /** Control and status words, a stack of the x87 unit that is full, and all of XMM (FXSAVE). */
  private static byte[] floatingPointArea(Cpu cpu, int round) {
    final byte[] area = new byte[Cpu.FXSAVE_BYTES];
    cpu.saveFloatingPoint(area);
    area[1] = (byte) (3 + 4 * (round % 3)); // precision and rounding
    area[3] = (byte) (round % 8 << 3); // top of the stack
    area[4] = (byte) 0xff;
    area[24] = (byte) 0x80;
    area[25] = (byte) (0x1f + (round % 4 << 5)); // MXCSR: rounding
    for (int i = 0; i < 8; i++) {
      Arrays.fill(area, 32 + 16 * i, 32 + 16 * i + 10, (byte) (0x40 + 9 * round + i));
    }
    for (int i = 0; i < 16; i++) {
      Arrays.fill(area, 160 + 16 * i, 160 + 16 * i + 16, (byte) (0x80 + 7 * round + i));
    }
    return area;
  }

  @Test
  void wrpkruWithEcxSetIsGeneralProtection() {
    guest.code("b9 01 00 00 00", "31 d2", "0f 01 ef");
    assertEquals(new Exit.Interrupt(13, false), guest.run());
    assertEquals(TestGuest.CODE + 7, guest.cpu().get(Register.RIP));
  }

  @Test
  void wrpkruWithLockPrefixIsUndefined() {
    guest.code("31 c9", "31 d2", "f0 0f 01 ef");
    assertSame(Exit.InvalidInstruction.INSTANCE, guest.run());
  }

  @Test
  void manyPkruValuesEvictViewsAndKeepRegisters() {
    try (TestGuest small = new TestGuest(MachineOptions.DEFAULT.withMaximumViews(3))) {
      small.code("48 ff c3", "0f 05"); // inc rbx; syscall
      for (int i = 0; i < 40; i++) {
        small.cpu().setPkru((i % 10) << 2);
        small.cpu().set(Register.RIP, TestGuest.CODE);
        assertSame(Exit.SystemCall.INSTANCE, small.runPaging());
      }
      assertEquals(40, small.cpu().get(Register.RBX));
      assertTrue(small.machine().statistics().viewsEvicted() >= 30);
    }
  }

  @Test
  void storesToOwnCodeTakeEffect() {
    guest.writableCode();
    // mov byte [rip+1], 7 (the immediate below); mov eax, 1 -> 7; syscall
    guest.code("c6 05 01 00 00 00 07", "b8 01 00 00 00", "0f 05");
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(7, guest.cpu().get(Register.RAX));
  }

  @Test
  void storesToTranslatedCodeFromAnotherViewTakeEffect() {
    guest.writableCode();
    guest.code("b8 01 00 00 00", "0f 05"); // mov eax, 1; syscall
    guest.codeAt(0x800, "c6 03 09", "0f 05"); // mov byte [rbx], 9; syscall
    guest.cpu().setPkru(ALL_OPEN);
    guest.runPaging();
    assertEquals(1, guest.cpu().get(Register.RAX));
    // The store happens under another PKRU value, from another page.
    guest.cpu().setPkru(0x55555554);
    guest.cpu().set(Register.RBX, TestGuest.CODE + 1);
    guest.cpu().set(Register.RIP, TestGuest.CODE + 0x800);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    guest.cpu().setPkru(ALL_OPEN);
    guest.cpu().set(Register.RIP, TestGuest.CODE);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(9, guest.cpu().get(Register.RAX));
  }

  @Test
  void kernelWritesToTranslatedCodeTakeEffect() {
    guest.code("b8 01 00 00 00", "0f 05");
    guest.runPaging();
    guest.code("b8 05 00 00 00", "0f 05");
    guest.runPaging();
    assertEquals(5, guest.cpu().get(Register.RAX));
  }

  @Test
  void unmappedPageFaultsThoughItWasCached() {
    guest.code("48 8b 03", "0f 05"); // mov rax, [rbx]; syscall
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    guest.space().unmap(TestGuest.DATA, TestGuest.DATA + 0x1000);
    guest.cpu().set(Register.RIP, TestGuest.CODE);
    assertInstanceOf(Exit.PageFault.class, guest.run());
  }

  @Test
  void tagWideNoExecuteDeniesFetchUnderAClosedKey() {
    for (final FetchPolicy policy : FetchPolicy.values()) {
      try (TestGuest extended = new TestGuest(MachineOptions.DEFAULT.withFetchPolicy(policy))) {
        extended.key(TestGuest.CODE, 4);
        extended.code("b8 03 00 00 00", "0f 05");
        extended.cpu().setPkru(1 << 2 * 4);
        final Exit exit = extended.runPaging();
        if (policy == FetchPolicy.NONE) {
          assertSame(Exit.SystemCall.INSTANCE, exit);
        } else {
          assertEquals(new Exit.PageFault(TestGuest.CODE, AccessKind.FETCH, 0x35, 4), exit);
        }
      }
    }
  }

  @Test
  void stopRequestEndsAnEndlessLoop() throws InterruptedException {
    guest.code("eb fe"); // jmp $
    final Thread stopper = new Thread(() -> guest.machine().requestStop());
    for (int i = 0; i < 50; i++) {
      final Thread each = new Thread(() -> guest.machine().requestStop());
      each.start();
      assertSame(Exit.Stopped.INSTANCE, guest.runPaging());
      assertTrue(each.join(Duration.ofSeconds(60)));
    }
    stopper.start();
    stopper.join();
    // Requested before run: not lost either.
    assertSame(Exit.Stopped.INSTANCE, guest.run());
    assertEquals(TestGuest.CODE, guest.cpu().get(Register.RIP));
  }

  @Test
  void floatingPointStateSurvivesSaveAndLoad() {
    // fld1; fldpi; movq xmm3, rax; syscall
    guest.code("d9 e8", "d9 eb", "66 48 0f 6e d8", "0f 05");
    guest.cpu().set(Register.RAX, 0x0123_4567_89ab_cdefL);
    guest.runPaging();
    final byte[] image = new byte[Cpu.FXSAVE_BYTES];
    guest.cpu().saveFloatingPoint(image);
    // fninit; pxor xmm3, xmm3; syscall
    guest.code("db e3", "66 0f ef db", "0f 05");
    guest.runPaging();
    guest.cpu().loadFloatingPoint(image);
    // faddp; fistp qword [rbx] (4); movq rdx, xmm3; syscall
    guest.code("de c1", "df 3b", "66 48 0f 7e da", "0f 05");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(4, guest.memory().readLong(TestGuest.DATA));
    assertEquals(0x0123_4567_89ab_cdefL, guest.cpu().get(Register.RDX));
  }

  @Test
  void floatingPointStartsAsLinuxStartsIt() {
    guest.code("0f 05");
    guest.run();
    final ByteBuffer image = ByteBuffer.allocate(Cpu.FXSAVE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    guest.cpu().saveFloatingPoint(image.array());
    assertEquals(0x37f, image.getShort(0));
    assertEquals(0, image.get(4), "every x87 register is empty");
    assertEquals(0x1f80, image.getInt(24));
  }

  @Test
  void contextsSwitchThreads() {
    guest.code("48 ff c0", "0f 05", "eb f9"); // l: inc rax; syscall; jmp l
    final CpuContext other = guest.cpu().newContext(1);
    guest.cpu().save(other);
    guest.runPaging();
    guest.runPaging();
    assertEquals(2, guest.cpu().get(Register.RAX));
    final CpuContext first = guest.cpu().newContext(1);
    guest.cpu().save(first);
    guest.cpu().load(other);
    guest.runPaging();
    assertEquals(1, guest.cpu().get(Register.RAX));
    guest.cpu().load(first);
    guest.runPaging();
    assertEquals(3, guest.cpu().get(Register.RAX));
    other.close();
    first.close();
  }

  @Test
  void demandPagingIsTheCallersBusiness() {
    guest.code("48 89 03", "0f 05");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    final Exit.PageFault fault = assertInstanceOf(Exit.PageFault.class, guest.run());
    assertEquals(6, fault.errorCode());
    assertEquals(
        Resolution.PAGED_IN,
        guest.space().resolve(fault.address(), fault.access(), guest.cpu().pkru()));
    assertSame(Exit.SystemCall.INSTANCE, guest.run());
  }

  @Test
  void xsaveStoresPkruAndXrstorLoadsIt() {
    guest.present(TestGuest.DATA);
    // mov eax, 0x203; xor edx, edx; xsave [rbx]; syscall
    guest.code("b8 03 02 00 00", "31 d2", "0f ae 23", "0f 05");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    guest.cpu().setPkru(0x5550);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(0x5550, guest.memory().readInt(TestGuest.DATA + 2688));
    assertEquals(0x203, guest.memory().readLong(TestGuest.DATA + 512));
    guest.memory().writeInt(TestGuest.DATA + 2688, 0x4440);
    // mov eax, 0x200; xor edx, edx; xrstor [rbx]; syscall
    guest.code("b8 00 02 00 00", "31 d2", "0f ae 2b", "0f 05");
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(0x4440, guest.cpu().pkru());
  }

  @Test
  void xrstorWithPkruMarkedAbsentOpensEveryKey() {
    guest.present(TestGuest.DATA);
    guest.code("b8 00 02 00 00", "31 d2", "0f ae 2b", "0f 05");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    guest.cpu().setPkru(0x5550);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(0, guest.cpu().pkru());
  }

  @Test
  void xsaveObeysTheKeyOfItsArea() {
    guest.present(TestGuest.DATA);
    guest.key(TestGuest.DATA, 2);
    guest.code("31 c0", "31 d2", "0f ae 63 40"); // xsave [rbx+64]
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    guest.cpu().setPkru(1 << 2 * 2 + 1);
    assertEquals(
        new Exit.PageFault(TestGuest.DATA + 64, AccessKind.WRITE, 0x27, 2), guest.runPaging());
    assertEquals(TestGuest.CODE + 4, guest.cpu().get(Register.RIP));
  }

  @Test
  void xrstorOfAnUnalignedAreaIsGeneralProtection() {
    guest.present(TestGuest.DATA);
    guest.code("31 c0", "31 d2", "0f ae 6b 08"); // xrstor [rbx+8]
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    assertEquals(new Exit.Interrupt(13, false), guest.runPaging());
  }

  @Test
  void xsaveAndXrstorKeepSseState() {
    guest.present(TestGuest.DATA);
    // movq xmm9, rdi; mov eax, 3; xor edx, edx; xsave [rbx]; pxor xmm9, xmm9; xrstor [rbx];
    // movq rsi, xmm9; syscall
    guest.code(
        "66 4c 0f 6e cf",
        "b8 03 00 00 00",
        "31 d2",
        "0f ae 23",
        "66 45 0f ef c9",
        "0f ae 2b",
        "66 4c 0f 7e ce",
        "0f 05");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    guest.cpu().set(Register.RDI, 0x1122_3344_5566_7788L);
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(0x1122_3344_5566_7788L, guest.cpu().get(Register.RSI));
  }

  @Test
  void xgetbvTellsTheEnabledComponents() {
    guest.code("31 c9", "0f 01 d0", "0f 05");
    assertSame(Exit.SystemCall.INSTANCE, guest.run());
    assertEquals(0x203, guest.cpu().get(Register.RAX));
  }

  @Test
  void cpuidPromisesProtectionKeysAndNoAvx() {
    // mov eax, 7; xor ecx, ecx; cpuid; mov edi, ecx; mov eax, 1; cpuid; syscall
    guest.code("b8 07 00 00 00", "31 c9", "0f a2", "89 cf", "b8 01 00 00 00", "0f a2", "0f 05");
    assertSame(Exit.SystemCall.INSTANCE, guest.run());
    assertEquals(1 << 3 | 1 << 4, guest.cpu().get(Register.RDI));
    assertEquals(0, guest.cpu().get(Register.RCX) & 1 << 28);
  }

  @Test
  void inputAndOutputAreGeneralProtectionAndChangeNothing() {
    guest.present(TestGuest.DATA);
    // in al, dx; mov [rbx], rbx: the store is in the same block
    for (final String instruction : List.of("ec", "ee", "e4 60", "e7 60", "6c", "6e")) {
      guest.code(instruction, "48 89 1b", "0f 05");
      guest.cpu().set(Register.RAX, 0x1234);
      guest.cpu().set(Register.RBX, TestGuest.DATA + 64);
      guest.cpu().set(Register.RSI, TestGuest.DATA);
      guest.cpu().set(Register.RDI, TestGuest.DATA);
      assertEquals(new Exit.Interrupt(13, false), guest.runPaging(), instruction);
      assertEquals(TestGuest.CODE, guest.cpu().get(Register.RIP), instruction);
      assertEquals(0x1234, guest.cpu().get(Register.RAX), instruction);
      assertEquals(0, guest.memory().readLong(TestGuest.DATA + 64), instruction);
    }
    guest.code("48 89 1b", "0f 05");
    assertSame(Exit.SystemCall.INSTANCE, guest.runPaging());
    assertEquals(TestGuest.DATA + 64, guest.memory().readLong(TestGuest.DATA + 64));
  }

  @Test
  void stopsNeverCarryAnInstructionOutTwice() throws InterruptedException {
    // l: lock inc qword [rbx]; lock xadd [rbx+8], rdx; inc qword [rbx+16]; inc rcx; jmp l
    guest.code(
        "f0 48 ff 03", "ba 01 00 00 00", "f0 48 0f c1 53 08", "48 ff 43 10", "48 ff c1", "eb e8");
    guest.cpu().set(Register.RBX, TestGuest.DATA);
    final AtomicBoolean over = new AtomicBoolean();
    final Thread stopper =
        new Thread(
            () -> {
              while (!over.get()) {
                guest.machine().requestStop();
              }
            });
    stopper.start();
    for (int i = 0; i < 3000; i++) {
      assertSame(Exit.Stopped.INSTANCE, guest.runPaging());
    }
    over.set(true);
    stopper.join();
    final long rounds = guest.cpu().get(Register.RCX);
    assertTrue(rounds > 0);
    for (int offset = 0; offset <= 16; offset += 8) {
      final long counted = guest.memory().readLong(TestGuest.DATA + offset);
      // A stop lies between two blocks, and the loop is one block.
      assertEquals(rounds, counted, "counter at " + offset);
    }
  }

  /** MOV AL, [DATA + 4096 * i] for each of so many pages; SYSCALL. */
  private static String touchPages(int pages) {
    // mov rsi, DATA; mov ecx, pages; again: mov al, [rsi]; add rsi, 4096; dec ecx; jnz again
    return "48 be 0000200000000000 b9 %02x000000 8a06 4881c600100000 ffc9 75f3 0f05"
        .formatted(pages);
  }

  @Test
  void aPageThatChangesItsKeyLeavesTheOthersInTheTlb() {
    final int pages = 32;
    final long end = TestGuest.DATA + pages * 4096L;
    guest.space().map(TestGuest.DATA, end, MappingAttributes.anonymous(Protection.READ));
    guest.code(touchPages(pages));
    assertEquals(Exit.SystemCall.INSTANCE, guest.runPaging());
    touchAgain();
    final long warm = guest.machine().statistics().tlbFills();
    touchAgain();
    assertEquals(warm, guest.machine().statistics().tlbFills(), "all pages are held");

    // PKRU is 0: no view loses a right by another key, so nothing is dropped.
    guest.space().protect(TestGuest.DATA, TestGuest.DATA + 4096, Protection.READ, 5);
    touchAgain();
    assertEquals(warm, guest.machine().statistics().tlbFills(), "nothing was lost");

    // A page that goes away is dropped, alone.
    guest.space().discard(TestGuest.DATA + 4096, TestGuest.DATA + 8192);
    touchAgain();
    final long fills = guest.machine().statistics().tlbFills() - warm;
    assertTrue(fills >= 1 && fills <= 4, () -> fills + " fills");
  }

  private void touchAgain() {
    guest.cpu().set(Register.RIP, TestGuest.CODE);
    assertEquals(Exit.SystemCall.INSTANCE, guest.runPaging());
  }

  @Test
  void everyPageThatLosesItsKeyFaultsHoweverManyThereAre() {
    // More than one pass of INVLPG takes, so that the whole TLB is emptied in the end.
    for (int lost = 1; lost <= 2 * PageInvalidator.MAXIMUM; lost++) {
      final long end = TestGuest.DATA + lost * 4096L;
      guest.space().map(TestGuest.DATA, end, MappingAttributes.anonymous(Protection.READ));
      guest.code(touchPages(lost));
      guest.cpu().setPkru(0);
      assertEquals(Exit.SystemCall.INSTANCE, guest.runPaging());
      // Under a PKRU that opens key 0 alone, all pages get into this view's TLB too.
      guest.cpu().setPkru(0x5555_5554);
      touchAgain();
      for (int page = 0; page < lost; page++) {
        final long start = TestGuest.DATA + page * 4096L;
        guest.space().protect(start, start + 4096, Protection.READ, 3);
      }
      for (int page = 0; page < lost; page++) {
        guest.code(touchPages(lost));
        assertEquals(
            new Exit.PageFault(TestGuest.DATA + page * 4096L, AccessKind.READ, 0x25, 3),
            guest.run(),
            lost + " pages, page " + page);
        final long start = TestGuest.DATA + page * 4096L;
        guest.space().protect(start, start + 4096, Protection.READ, 0);
      }
    }
  }
}
