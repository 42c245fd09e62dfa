package dev.cubicle.emulator.debug;

/** As whom a debugger accesses memory. */
public enum MemoryRights {
  /** Whatever page protection and keys say. */
  PRIVILEGED,
  /** As guest code of the thread could, under its PKRU. */
  OF_THREAD
}
