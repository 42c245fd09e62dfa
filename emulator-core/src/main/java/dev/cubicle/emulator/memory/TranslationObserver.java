package dev.cubicle.emulator.memory;

/**
 * Told when something that an engine may have cached is no longer true. Called outside emulation
 * only; the engines act on it before guest code runs again.
 */
public interface TranslationObserver {

  /**
   * A page-table entry that an engine may hold in its TLB ({@link AddressSpace#CACHED}) lost
   * rights, changed its key, moved to another frame or went away.
   */
  void translationRevoked(long virtualPage);

  /**
   * A frame whose bytes an engine may have translated to host code was written by something other
   * than guest stores (a system call, a file, re-use of the frame).
   */
  void codeChanged(long frameAddress);
}
