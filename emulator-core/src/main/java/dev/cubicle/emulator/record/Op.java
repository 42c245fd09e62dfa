package dev.cubicle.emulator.record;

/**
 * What the log consists of: operations, each a byte with operands behind it. The first group are
 * <em>events</em>, at which guest code stopped or called; effects, the second group, belong to the
 * event before them. Numbers are LEB128 varints, those called differences zigzag-coded ones.
 */
final class Op {

  /** SYSCALL: difference of RIP to the last event's, number. */
  static final int SYSTEM_CALL = 1;

  /** #PF: difference of RIP, address, access, error code. */
  static final int PAGE_FAULT = 2;

  /** Another exception: difference of RIP, vector, whether by INT n. */
  static final int INTERRUPT = 3;

  /** #UD: difference of RIP. */
  static final int INVALID_INSTRUCTION = 4;

  /** Stopped before anything was executed. */
  static final int STOPPED_AT_ONCE = 5;

  /** Stopped behind a call that was answered in place. */
  static final int STOPPED_AFTER_CALL = 6;

  /**
   * Stopped at an instruction that nothing distinguishes: position, all registers. Begins a chunk,
   * and there is a snapshot of the moment.
   */
  static final int STOPPED_ANYWHERE = 7;

  /** A system call that is answered in place: number, first argument. */
  static final int BRIEF_CALL = 8;

  /** A time stamp that the guest reads, within a stretch of its code: value. */
  static final int TIME_STAMP = 9;

  /** The run is over: exit status, length and bytes of what was said of it in the end. */
  static final int END = 10;

  static final int LAST_EVENT = END;

  /** What a brief call answers: difference to 0. */
  static final int ANSWER = 16;

  /** A register is set: its number, value. */
  static final int SET = 17;

  /** RCX is set to RIP, as SYSCALL does. */
  static final int SET_RCX_RIP = 18;

  /** R11 is set to RFLAGS. */
  static final int SET_R11_FLAGS = 19;

  /** RAX is set: difference to 0. */
  static final int SET_RAX = 20;

  static final int SET_PKRU = 21;

  /** Extended state is reset: PKRU. */
  static final int RESET_EXTENDED = 22;

  /** x87 and SSE state: 512 bytes. */
  static final int LOAD_FLOATING_POINT = 23;

  /** A context is made: its number, the thread. */
  static final int NEW_CONTEXT = 24;

  static final int SAVE_CONTEXT = 25;
  static final int LOAD_CONTEXT = 26;
  static final int CLOSE_CONTEXT = 27;

  /** A page-table entry: difference of the page's number to the last one's, entry rotated. */
  static final int ENTRY = 32;

  /** A frame is zero: difference of its number to the last one's. */
  static final int CLEAR_FRAME = 33;

  /** Bytes of a frame: physical address, length, bytes. */
  static final int WRITE = 34;

  /** A mapping: first page, pages, attributes. */
  static final int MAP = 35;

  /** First page, pages. */
  static final int UNMAP = 36;

  /** The guest wrote to a descriptor: its number, length, bytes. */
  static final int OUTPUT = 37;

  private Op() {}
}
