package dev.cubicle.emulator.linux.info;

/** How much memory the guest has. */
public interface MemorySize {

  /** Bytes in all. */
  long total();

  /** Bytes not in use. */
  long free();
}
