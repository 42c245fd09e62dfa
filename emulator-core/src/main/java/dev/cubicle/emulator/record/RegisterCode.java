package dev.cubicle.emulator.record;

import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;

/** How all registers of a thread are written down. */
final class RegisterCode {

  private RegisterCode() {}

  static void write(ByteWriter to, ThreadRegisters registers) {
    for (Register register : Register.values()) {
      to.number(registers.get(register));
    }
    to.number(registers.pkru() & 0xffff_ffffL);
    to.bytes(registers.floatingPoint(), 0, Cpu.FXSAVE_BYTES);
  }

  static ThreadRegisters read(ByteReader from) {
    final ThreadRegisters registers = new ThreadRegisters();
    for (Register register : Register.values()) {
      registers.set(register, from.number());
    }
    registers.setPkru((int) from.number());
    from.bytes(registers.floatingPoint(), 0, Cpu.FXSAVE_BYTES);
    return registers;
  }
}
