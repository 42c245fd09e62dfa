package dev.cubicle.tracing.crossing;

import dev.cubicle.emulator.memory.PeekableMemory;

/** What a call passes, as far as it is in registers; valid while the call is being told. */
public interface CallArguments {

  /** How many arguments travel in integer registers. */
  int REGISTERS = 6;

  /**
   * An integer argument register of the System V ABI as the caller set it: RDI, RSI, RDX, RCX, R8,
   * R9. Whether it carries anything is the function's matter. Reads a register: a short native
   * call.
   *
   * @param index 0 to 5
   */
  long integer(int index);

  /** The guest's memory, for what arguments point to. */
  PeekableMemory memory();
}
