package dev.cubicle.bench.micro;

import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.MachineOptions;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.emulator.memory.Resolution;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.PageTableEntry;
import java.util.HexFormat;

/**
 * A machine with a few bytes of code, given in hexadecimal, and pages of data. The code ends with
 * SYSCALL; a run goes from its start to there.
 */
final class MachineGuest implements AutoCloseable {
  static final long CODE = 0x10_0000;
  static final long DATA = 0x20_0000;
  static final long PAGE = PageTableEntry.PAGE_SIZE;
  private static final long MEMORY_BYTES = 32L << 20;

  private final PhysicalMemory physical = new PhysicalMemory(MEMORY_BYTES);
  private final AddressSpace space;
  private final Machine machine;

  /**
   * @param dataPages how many pages of data there are, all present, the first at {@link #DATA}
   * @param distance from the start of one of them to that of the next, in bytes
   */
  MachineGuest(int dataPages, long distance, String... instructions) {
    MachineOptions options = MachineOptions.DEFAULT;
    AccessCheck check = new AccessCheck(options.fetchPolicy(), true, true);
    space = new AddressSpace(physical, check);
    machine = new Machine(space, physical, options);
    map(CODE, Protection.READ | Protection.EXECUTE, AccessKind.FETCH);
    for (int i = 0; i < dataPages; i++) {
      map(DATA + i * distance, Protection.READ | Protection.WRITE, AccessKind.WRITE);
    }
    String digits = String.join("", instructions).replace(" ", "") + "0f05";
    new PrivilegedMemory(space).poke(CODE, HexFormat.of().parseHex(digits));
    machine.cpu().setPkru(0);
  }

  /** Maps one page and has it present. */
  private void map(long page, int protection, AccessKind access) {
    space.map(page, page + PAGE, MappingAttributes.anonymous(protection));
    Resolution resolution = space.resolve(page, access, 0);
    if (resolution != Resolution.PAGED_IN) {
      throw new IllegalStateException("a page did not become present: " + resolution);
    }
  }

  /** Runs the code once from its start. */
  Exit run() {
    machine.cpu().set(Register.RIP, CODE);
    Exit exit = machine.run();
    if (exit != Exit.SystemCall.INSTANCE) {
      throw new IllegalStateException("the guest ended with " + exit);
    }
    return exit;
  }

  long tlbFills() {
    return machine.statistics().tlbFills();
  }

  long handOffs() {
    return machine.statistics().handOffs();
  }

  @Override
  public void close() {
    machine.close();
    physical.close();
  }
}
