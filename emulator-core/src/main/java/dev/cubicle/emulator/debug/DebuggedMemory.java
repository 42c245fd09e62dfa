package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.GuestMemory;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.emulator.memory.UserMemory;

/** Guest memory as a debugger accesses it. */
final class DebuggedMemory {
  private final AddressSpace space;
  private final PrivilegedMemory privileged;

  DebuggedMemory(AddressSpace space) {
    this.space = space;
    this.privileged = new PrivilegedMemory(space);
  }

  private UserMemory user(int pkru) {
    return new GuestMemory(space, space.memory(), space.accessCheck(), () -> pkru);
  }

  byte[] read(long address, int length) {
    return privileged.peek(address, length);
  }

  /** As much as guest code could read under a PKRU value. */
  byte[] read(long address, int length, int pkru) {
    final UserMemory user = user(pkru);
    final int readable = (int) user.readable(address, length);
    try {
      return user.read(address, readable);
    } catch (BadAddressException e) {
      return new byte[0];
    }
  }

  int write(long address, byte[] bytes) {
    return privileged.poke(address, bytes);
  }

  /** As much as guest code could write under a PKRU value. */
  int write(long address, byte[] bytes, int pkru) {
    final UserMemory user = user(pkru);
    final int writable = (int) user.writable(address, bytes.length);
    try {
      user.write(address, bytes, 0, writable);
      return writable;
    } catch (BadAddressException e) {
      return 0;
    }
  }
}
