package dev.cubicle.emulator.record;

/** Told again what the guest wrote to descriptors that lead out of it. */
@FunctionalInterface
public interface ReplayOutput {

  /** Tells nobody. */
  ReplayOutput NONE = (descriptor, bytes, offset, length) -> {};

  /**
   * Bytes that were written.
   *
   * @param bytes valid during the call alone
   */
  void wrote(int descriptor, byte[] bytes, int offset, int length);
}
