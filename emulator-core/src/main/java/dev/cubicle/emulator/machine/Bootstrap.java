package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.EngineInternals;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/**
 * Brings a machine's first engine to CPL 3, the one privileged step there is: STAR is set so that
 * SYSRETQ loads Linux's user selectors (CS 0x33, SS 0x2b), and one SYSRETQ is executed. Other
 * engines get the state by hand-off.
 */
final class Bootstrap {
  /** A page in the kernel's half of the address space: no guest can map it. */
  static final long RESERVED_PAGE = 0xffff_ffff_8000_0000L;

  private static final int MSR_EFER = 0xc000_0080;
  private static final int MSR_STAR = 0xc000_0081;
  private static final long EFER_SCE = 1;
  private static final long EFER_LME_LMA = 1 << 8 | 1 << 10;

  /** SYSRETQ takes CS = STAR[63:48]+16 and SS = STAR[63:48]+8, both with RPL 3. */
  private static final long STAR_SYSRET = 0x23L << 48;

  /** MP and NE: x87 errors arrive as #MF. */
  private static final long CR0_MP_NE = 1 << 1 | 1 << 5;

  /** OSFXSR, OSXMMEXCPT and FSGSBASE, as Linux sets them. */
  private static final long CR4_SET = 1 << 9 | 1 << 10 | 1 << 16;

  /** OSXSAVE and PKE: without them the instructions that touch PKRU raise #UD and reach us. */
  private static final long CR4_CLEAR = 1 << 18 | 1 << 22;

  /** SYSRETQ; MOV RAX, [RBX]; and a block: MOV RAX, [RBX]; INC ECX; JMP behind; JMP to itself. */
  private static final byte[] CODE =
      HexFormat.of().parseHex("480f07" + "488b03" + "488b03ffc1eb00" + "ebfe");

  private static final int LOAD_OFFSET = 3;
  private static final int BLOCK_OFFSET = 6;

  private static final int[] USED_REGISTERS = {X86.RAX, X86.RBX, X86.RCX, X86.R11};

  private Bootstrap() {}

  /** Sets the control registers as Linux has them, as far as guests can tell. */
  static void configure(Engine engine) {
    engine.writeRegister(X86.CR0, engine.readRegister(X86.CR0) | CR0_MP_NE);
    engine.writeRegister(X86.CR4, engine.readRegister(X86.CR4) & ~CR4_CLEAR | CR4_SET);
    engine.writeMsr(MSR_EFER, EFER_SCE | EFER_LME_LMA);
    engine.writeMsr(MSR_STAR, STAR_SYSRET);
  }

  /**
   * Enters CPL 3 and learns what Unicorn's interface does not tell.
   *
   * @return how to reach it in any engine
   */
  static EngineInternals enterUserMode(Engine engine, PhysicalMemory memory, TlbFill tlbFill) {
    final long frame = memory.allocateFrame();
    final MemorySegment code = memory.segment().asSlice(frame, CODE.length);
    MemorySegment.copy(CODE, 0, code, ValueLayout.JAVA_BYTE, 0, CODE.length);
    tlbFill.force(RESERVED_PAGE, frame);
    engine.writeRegister(X86.RCX, RESERVED_PAGE + LOAD_OFFSET);
    engine.writeRegister(X86.R11, CpuState.INITIAL_FLAGS);
    engine.start(RESERVED_PAGE);
    final EngineInternals internals = EngineInternals.locate(engine, experiments(engine, tlbFill));
    tlbFill.unforce();
    engine.flushTlb();
    code.fill((byte) 0);
    memory.releaseFrame(frame);
    for (final int used : USED_REGISTERS) {
      engine.writeRegister(used, 0);
    }
    tlbFill.takeDenial();
    return internals;
  }

  private static EngineInternals.Experiments experiments(Engine engine, TlbFill tlbFill) {
    return new EngineInternals.Experiments() {
      @Override
      public void loadDenied(long address) {
        engine.writeRegister(X86.RBX, address);
        engine.start(RESERVED_PAGE + LOAD_OFFSET);
      }

      @Override
      public boolean blockOutlivesStop() {
        final long page = RESERVED_PAGE + PageTableEntry.PAGE_SIZE;
        tlbFill.stopAt(page);
        engine.writeRegister(X86.RBX, page);
        engine.writeRegister(X86.RCX, 0);
        engine.start(RESERVED_PAGE + BLOCK_OFFSET);
        return engine.readRegister(X86.RCX) == 1;
      }
    };
  }
}
