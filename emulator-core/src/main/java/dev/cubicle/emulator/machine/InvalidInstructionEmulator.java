package dev.cubicle.emulator.machine;

/** A second chance for an instruction that the engine does not have but the guest was promised. */
@FunctionalInterface
public interface InvalidInstructionEmulator {

  /** Answers that every invalid instruction is one. */
  InvalidInstructionEmulator NONE = cpu -> false;

  /**
   * Performs the instruction at RIP and moves RIP behind it.
   *
   * @return false when the instruction is truly invalid; nothing has changed then
   */
  boolean emulate(Cpu cpu);
}
