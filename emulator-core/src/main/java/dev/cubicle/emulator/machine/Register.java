package dev.cubicle.emulator.machine;

/** The 64-bit user-visible registers, and the two segment bases that {@code arch_prctl} sets. */
public enum Register {
  RAX,
  RBX,
  RCX,
  RDX,
  RSI,
  RDI,
  RBP,
  RSP,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  RIP,
  RFLAGS,
  FS_BASE,
  GS_BASE
}
