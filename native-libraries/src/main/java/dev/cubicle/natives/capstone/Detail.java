package dev.cubicle.natives.capstone;

/** How much a {@link Disassembler} finds out about every instruction. */
public enum Detail {
  /** Text only: {@link Instruction#groups()} stays empty. */
  TEXT,
  /** Text and groups. */
  GROUPS
}
