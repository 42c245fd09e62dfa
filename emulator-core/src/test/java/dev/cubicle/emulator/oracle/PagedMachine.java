package dev.cubicle.emulator.oracle;

import static dev.cubicle.emulator.oracle.UnicornLibrary.CR0;
import static dev.cubicle.emulator.oracle.UnicornLibrary.CR3;
import static dev.cubicle.emulator.oracle.UnicornLibrary.CR4;
import static dev.cubicle.emulator.oracle.UnicornLibrary.OK;
import static dev.cubicle.emulator.oracle.UnicornLibrary.R11;
import static dev.cubicle.emulator.oracle.UnicornLibrary.RAX;
import static dev.cubicle.emulator.oracle.UnicornLibrary.RCX;
import static dev.cubicle.emulator.oracle.UnicornLibrary.RDI;
import static dev.cubicle.emulator.oracle.UnicornLibrary.RDX;
import static dev.cubicle.emulator.oracle.UnicornLibrary.RSI;
import static dev.cubicle.mpk.PageTableEntry.PRESENT;
import static dev.cubicle.mpk.PageTableEntry.USER;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.AccessRights;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare 64-bit machine with paging on, in which Unicorn alone enforces protection keys. PKRU is
 * set by executing WRPKRU, since the engine has no register of that name; CPL 3 is reached by
 * SYSRET.
 *
 * <p>Guest memory, by physical address: one page of code, mapped at the same virtual address for
 * everyone; the page tables for it; from {@link #FREE} on, memory for the tables and pages of
 * tests.
 */
final class PagedMachine implements AutoCloseable {

  /** Physical address of the top page table. Its entry 0 is taken. */
  static final long ROOT = 0x2000;

  /** Physical address from which memory is free. */
  static final long FREE = 0x10000;

  private static final byte WRITTEN = 0x5a;

  /** {@code jmp rsi}: what all free memory consists of, so that a fetch from it comes back. */
  private static final byte[] JUMP_BACK = {(byte) 0xff, (byte) 0xe6};

  private static final long CODE = 0x1000;
  private static final long SYSRET = CODE;
  private static final long USER_ENTRY = CODE + 0x40;
  private static final long SET_PKRU = CODE + 0x80;
  private static final long SET_PKRU_END = SET_PKRU + 10;
  private static final long LOAD = CODE + 0xc0;
  private static final long STORE = CODE + 0x100;
  private static final long JUMP = CODE + 0x140;
  private static final long END = CODE + 0x180;

  private static final long CR0_PE_PG = 1L | 1L << 31;
  private static final long CR0_WP = 1L << 16;
  private static final long CR4_PAE_OSFXSR = 1L << 5 | 1L << 9;
  private static final long CR4_PKE = 1L << 22;

  private static final int EFER = 0xc000_0080;
  private static final long EFER_SCE_LME_NXE = 1L | 1L << 8 | 1L << 11;
  private static final int STAR = 0xc000_0081;
  private static final long SYSRET_SELECTORS = 0x23L << 48;

  private final UnicornLibrary unicorn = new UnicornLibrary();
  private final MemorySegment memory;
  private final MemorySegment atCpl0;
  private final MemorySegment atCpl3;
  private final MemorySegment configured;
  private final MemorySegment afterFault;
  private final long errorCodeOffset;

  /** A machine with so many bytes of memory from {@link #FREE} on. */
  PagedMachine(long freeBytes) {
    memory = unicorn.mapMemory(FREE + freeBytes);
    for (long address = FREE; address < memory.byteSize(); address += JUMP_BACK.length) {
      MemorySegment.copy(JUMP_BACK, 0, memory, JAVA_BYTE, address, JUMP_BACK.length);
    }
    memory.set(JAVA_LONG, ROOT, 0x3000 | PRESENT | USER);
    memory.set(JAVA_LONG, 0x3000, 0x4000 | PRESENT | USER);
    memory.set(JAVA_LONG, 0x4000, 0x5000 | PRESENT | USER);
    memory.set(JAVA_LONG, 0x5000 + CODE / 4096 * Long.BYTES, CODE | PRESENT | USER);
    code(SYSRET, 0x48, 0x0f, 0x07);
    // wrpkru; xor ecx, ecx; xor eax, eax; rdpkru
    code(SET_PKRU, 0x0f, 0x01, 0xef, 0x31, 0xc9, 0x31, 0xc0, 0x0f, 0x01, 0xee);
    code(LOAD, 0x8a, 0x07, 0xff, 0xe6); // mov al, [rdi]; jmp rsi
    code(STORE, 0xc6, 0x07, WRITTEN, 0xff, 0xe6); // mov byte [rdi], imm8; jmp rsi
    code(JUMP, 0xff, 0xe7); // jmp rdi

    unicorn.setModelSpecificRegister(EFER, EFER_SCE_LME_NXE);
    unicorn.setModelSpecificRegister(STAR, SYSRET_SELECTORS);
    unicorn.setRegister(CR3, ROOT);
    unicorn.setRegister(CR4, CR4_PAE_OSFXSR | CR4_PKE);
    unicorn.setRegister(CR0, CR0_PE_PG | CR0_WP);

    atCpl0 = unicorn.newContext();
    atCpl3 = unicorn.newContext();
    configured = unicorn.newContext();
    afterFault = unicorn.newContext();
    unicorn.save(atCpl0);
    unicorn.setRegister(RCX, USER_ENTRY);
    unicorn.setRegister(R11, 2);
    succeed(unicorn.run(SYSRET, USER_ENTRY));
    unicorn.save(atCpl3);
    errorCodeOffset = findErrorCode();
  }

  private void code(long address, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      memory.set(JAVA_BYTE, address + i, (byte) bytes[i]);
    }
  }

  private static void succeed(int result) {
    if (result != OK) {
      throw new IllegalStateException("the guest's own code faulted");
    }
  }

  /** Guest memory from physical address 0 on. */
  MemorySegment memory() {
    return memory;
  }

  /** Sets all that decides about an access beside the page tables, with an empty TLB. */
  void configure(boolean user, boolean protectionKeysEnabled, boolean writeProtect, int pkru) {
    unicorn.restore(user ? atCpl3 : atCpl0);
    unicorn.setRegister(RAX, pkru & 0xffff_ffffL);
    unicorn.setRegister(RCX, 0);
    unicorn.setRegister(RDX, 0);
    unicorn.flushTlb();
    succeed(unicorn.run(SET_PKRU, SET_PKRU_END));
    if ((int) unicorn.register(RAX) != pkru) {
      throw new IllegalStateException("RDPKRU does not read what WRPKRU wrote");
    }
    setProtectionKeysEnabled(protectionKeysEnabled);
    unicorn.setRegister(CR0, CR0_PE_PG | (writeProtect ? CR0_WP : 0));
    unicorn.save(configured);
    unicorn.flushTlb();
  }

  /** Writes CR4 and leaves the TLB as it is. */
  void setProtectionKeysEnabled(boolean enabled) {
    unicorn.setRegister(CR4, CR4_PAE_OSFXSR | (enabled ? CR4_PKE : 0));
  }

  void flushTlb() {
    unicorn.flushTlb();
  }

  /**
   * Asks TLB and page-table walk about an access, without executing one.
   *
   * @return the physical address, or if the access faults, the complement of its error code
   */
  long probe(long virtualAddress, AccessKind access) {
    long physical = unicorn.translate(virtualAddress, AccessRights.of(access));
    return physical >= 0 ? physical : ~errorCode();
  }

  /**
   * Executes an instruction that makes the access, from the configured state on.
   *
   * @param virtualAddress an even one
   * @return {@link AccessCheck#ALLOWED} or the error code of the page fault
   */
  int execute(long virtualAddress, AccessKind access) {
    // Unicorn never ends the delivery of an exception, so the next would be a double fault.
    unicorn.restore(configured);
    return executeOn(virtualAddress, access);
  }

  /** Executes as {@link #execute} does, but from the state that the last execution left behind. */
  int executeOn(long virtualAddress, AccessKind access) {
    unicorn.setRegister(RDI, virtualAddress);
    unicorn.setRegister(RSI, END);
    long begin =
        switch (access) {
          case READ -> LOAD;
          case WRITE -> STORE;
          case FETCH -> JUMP;
        };
    return unicorn.run(begin, END) == OK ? AccessCheck.ALLOWED : errorCode();
  }

  /** Whether {@link #execute} wrote to a physical address, an even one; undoes it if so. */
  boolean replaceWritten(long physicalAddress) {
    boolean written = memory.get(JAVA_BYTE, physicalAddress) == WRITTEN;
    memory.set(JAVA_BYTE, physicalAddress, JUMP_BACK[0]);
    return written;
  }

  private int errorCode() {
    unicorn.save(afterFault);
    return afterFault.get(JAVA_INT, errorCodeOffset);
  }

  /**
   * Where a saved context holds the error code of the last fault, which no register of Unicorn's
   * API does. It is the one place that is right after all six accesses there are to a page that is
   * not present, whose error codes hold nothing but the kind of access and the mode.
   */
  private long findErrorCode() {
    List<Long> places = new ArrayList<>();
    for (long place = 0; place + Integer.BYTES <= afterFault.byteSize(); place += Integer.BYTES) {
      places.add(place);
    }
    long notPresent = CODE + 4096;
    for (boolean user : new boolean[] {false, true}) {
      unicorn.restore(user ? atCpl3 : atCpl0);
      unicorn.flushTlb();
      for (AccessKind access : AccessKind.values()) {
        int expected =
            (user ? AccessCheck.ERROR_USER : 0)
                + (access == AccessKind.WRITE ? AccessCheck.ERROR_WRITE : 0)
                + (access == AccessKind.FETCH ? AccessCheck.ERROR_FETCH : 0);
        if (unicorn.translate(notPresent, AccessRights.of(access)) >= 0) {
          throw new IllegalStateException("an access to a page that is not present was allowed");
        }
        unicorn.save(afterFault);
        places.removeIf(place -> afterFault.get(JAVA_INT, place) != expected);
      }
    }
    if (places.size() != 1) {
      throw new IllegalStateException("places where the error code may be: " + places);
    }
    return places.getFirst();
  }

  @Override
  public void close() {
    unicorn.close();
  }
}
