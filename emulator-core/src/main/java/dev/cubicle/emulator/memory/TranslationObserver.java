package dev.cubicle.emulator.memory;

/**
 * Told when something that an engine may have cached is no longer true. Called outside emulation
 * only; the engines act on it before guest code runs again.
 */
public interface TranslationObserver {

  /**
   * A page-table entry that an engine may hold in its TLB ({@link AddressSpace#CACHED}) lost
   * rights, changed its key, moved to another frame or went away. An engine whose rights are as
   * large under the new entry as under the old one may keep what it holds.
   *
   * @param before the entry that was there
   * @param after the entry that is there from now on; 0 for none
   */
  void translationRevoked(long virtualPage, long before, long after);

  /**
   * A frame whose bytes an engine may have translated to host code was written by something other
   * than guest stores (a system call, a file, re-use of the frame).
   */
  void codeChanged(long frameAddress);
}
