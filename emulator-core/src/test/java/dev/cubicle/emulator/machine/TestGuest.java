package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.GuestMemory;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.emulator.memory.Resolution;
import dev.cubicle.emulator.memory.UserMemory;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import java.util.HexFormat;

/** A machine with one page of code, one page of data, and code given as hexadecimal bytes. */
final class TestGuest implements AutoCloseable {
  static final long CODE = 0x10_0000;
  static final long DATA = 0x20_0000;
  private static final long PAGE = 4096;

  private final PhysicalMemory physical = new PhysicalMemory(16 << 20);
  private final AccessCheck check;
  private final AddressSpace space;
  private final Machine machine;

  TestGuest(MachineOptions options) {
    check = new AccessCheck(options.fetchPolicy(), true, true);
    space = new AddressSpace(physical, check);
    machine = new Machine(space, physical, options);
    space.map(CODE, CODE + PAGE, anonymous(Protection.READ | Protection.EXECUTE));
    space.map(DATA, DATA + PAGE, anonymous(Protection.READ | Protection.WRITE));
    cpu().setPkru(0);
    cpu().set(Register.RIP, CODE);
  }

  private static MappingAttributes anonymous(int protection) {
    return MappingAttributes.anonymous(protection);
  }

  Machine machine() {
    return machine;
  }

  Cpu cpu() {
    return machine.cpu();
  }

  AddressSpace space() {
    return space;
  }

  UserMemory memory() {
    return new GuestMemory(space, physical, check, () -> 0);
  }

  void key(long page, int key) {
    final int protection =
        page == CODE ? Protection.READ | Protection.EXECUTE : Protection.READ | Protection.WRITE;
    space.protect(page, page + PAGE, protection, key);
  }

  /** Has the page's frame allocated. */
  void present(long page) {
    space.resolve(page, AccessKind.READ, 0);
  }

  void writableCode() {
    space.protect(CODE, CODE + PAGE, Protection.READ | Protection.WRITE | Protection.EXECUTE, 0);
  }

  /** Puts code at {@link #CODE} and RIP there. */
  void code(String... instructions) {
    codeAt(0, instructions);
    cpu().set(Register.RIP, CODE);
  }

  void codeAt(long offset, String... instructions) {
    final String digits = String.join("", instructions).replace(" ", "");
    space.resolve(CODE, AccessKind.FETCH, 0);
    new PrivilegedMemory(space).poke(CODE + offset, HexFormat.of().parseHex(digits));
  }

  Exit run() {
    return machine.run();
  }

  /** Runs and pages in what is touched, as a kernel would. */
  Exit runPaging() {
    while (true) {
      final Exit exit = machine.run();
      if (!(exit instanceof Exit.PageFault fault)
          || space.resolve(fault.address(), fault.access(), cpu().pkru()) != Resolution.PAGED_IN) {
        return exit;
      }
    }
  }

  @Override
  public void close() {
    machine.close();
    physical.close();
  }
}
