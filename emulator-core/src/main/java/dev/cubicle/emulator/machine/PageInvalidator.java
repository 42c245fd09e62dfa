package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.SavedContext;
import dev.cubicle.emulator.unicorn.UnicornError;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/**
 * Takes single pages out of an engine's TLB. Unicorn's interface can only empty the whole TLB,
 * which takes as long as filling it again. But its processor has INVLPG: so the engine is put into
 * a state of CPL 0 that was saved before user mode was entered, executes INVLPG for each page, and
 * gets its state back.
 *
 * <p>Whether that does what it should is tried out with the first engine; where it does not, every
 * invalidation is refused and the caller empties the TLB.
 */
final class PageInvalidator implements AutoCloseable {
  /** How many pages one pass can invalidate. */
  static final int MAXIMUM = 8;

  /** Pages in the kernel's half, which no guest can map, with different places in the TLB. */
  private static final long CODE_PAGE = Bootstrap.RESERVED_PAGE + 2L * PageTableEntry.PAGE_SIZE;

  private static final long FIRST_PROBE = Bootstrap.RESERVED_PAGE + 3L * PageTableEntry.PAGE_SIZE;
  private static final long SECOND_PROBE = Bootstrap.RESERVED_PAGE + 4L * PageTableEntry.PAGE_SIZE;

  /**
   * INVLPG [R9], [R8], [RDI], [RSI], [RDX], [RCX], [RBX], [RAX]; UD2. Then, for the trial, MOV RAX,
   * [RBX]; MOV RAX, [RCX]; UD2.
   */
  private static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "410f0139"
                  + "410f0138"
                  + "0f013f"
                  + "0f013e"
                  + "0f013a"
                  + "0f0139"
                  + "0f013b"
                  + "0f0138"
                  + "0f0b"
                  + "488b03"
                  + "488b01"
                  + "0f0b");

  /** Where to begin for so many pages, less one. */
  private static final int[] BEGIN = {23, 20, 17, 14, 11, 8, 4, 0};

  private static final int[] REGISTERS = {
    X86.RAX, X86.RBX, X86.RCX, X86.RDX, X86.RSI, X86.RDI, X86.R8, X86.R9
  };

  private static final int TRIAL = 28;

  /** UD2 was reached. */
  private static final int DONE = UnicornError.INSN_INVALID.ordinal();

  private final TlbFill tlbFill;
  private final SavedContext supervisor;
  private final SavedContext interrupted;
  private final long frame;
  private final boolean works;

  /**
   * Tries out whether it works.
   *
   * @param engine in 64-bit mode at CPL 0; its TLB is empty and its registers are lost afterwards
   */
  PageInvalidator(Engine engine, PhysicalMemory memory, TlbFill tlbFill) {
    this.tlbFill = tlbFill;
    this.frame = memory.allocateFrame();
    this.supervisor = engine.newContext();
    this.interrupted = engine.newContext();
    final MemorySegment code = memory.segment().asSlice(frame, CODE.length);
    MemorySegment.copy(CODE, 0, code, ValueLayout.JAVA_BYTE, 0, CODE.length);
    engine.save(supervisor);
    this.works = worksIn(engine);
    engine.restore(supervisor);
    engine.flushTlb();
  }

  /**
   * Two pages get into the TLB; then loads find both there though they could not be looked up any
   * more; then the first is invalidated, and a load from it fails while the second is still there.
   */
  private boolean worksIn(Engine engine) {
    final boolean held =
        load(engine, CODE_PAGE, CODE_PAGE, CODE_PAGE) == DONE
            && load(engine, FIRST_PROBE, FIRST_PROBE, FIRST_PROBE) == DONE
            && load(engine, SECOND_PROBE, FIRST_PROBE, SECOND_PROBE) == DONE;
    if (!held) {
      return false;
    }
    engine.writeRegister(X86.RAX, FIRST_PROBE);
    final boolean invalidated = engine.start(CODE_PAGE + BEGIN[0]) == DONE;
    final boolean kept = load(engine, CODE_PAGE, SECOND_PROBE, SECOND_PROBE) == DONE;
    final int error = load(engine, CODE_PAGE, FIRST_PROBE, SECOND_PROBE);
    final boolean gone = error == UnicornError.EXCEPTION.ordinal();
    tlbFill.takeDenial();
    return invalidated && kept && gone;
  }

  /** Loads from two pages, of which {@code mapped} alone can be looked up. */
  private int load(Engine engine, long mapped, long first, long second) {
    engine.writeRegister(X86.RBX, first);
    engine.writeRegister(X86.RCX, second);
    tlbFill.force(mapped, frame);
    try {
      return engine.start(CODE_PAGE + TRIAL);
    } finally {
      tlbFill.unforce();
    }
  }

  /**
   * Invalidates pages in an engine, whose processor state stays as it is.
   *
   * @param pages their addresses
   * @param count how many there are, at most {@link #MAXIMUM}
   * @return false if it could not be done: then the whole TLB must be emptied
   */
  boolean invalidate(Engine engine, long[] pages, int count) {
    if (!works) {
      return false;
    }
    engine.save(interrupted);
    engine.restore(supervisor);
    for (int i = 0; i < count; i++) {
      engine.writeRegister(REGISTERS[i], pages[i]);
    }
    tlbFill.force(CODE_PAGE, frame);
    // Something else than DONE when a request to stop came in between.
    final boolean done = engine.start(CODE_PAGE + BEGIN[count - 1]) == DONE;
    tlbFill.unforce();
    engine.restore(interrupted);
    return done;
  }

  @Override
  public void close() {
    supervisor.close();
    interrupted.close();
  }
}
