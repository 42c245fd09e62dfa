package dev.cubicle.emulator.machine;

/**
 * The architectural state of the one emulated processor. Valid between two {@link Machine#run}
 * calls, on the thread that runs the machine.
 */
public interface Cpu {

  /** Bytes of an FXSAVE image (SDM volume 1, section 10.5.1). */
  int FXSAVE_BYTES = 512;

  long get(Register register);

  void set(Register register, long value);

  /** The protection-key rights register; the next instruction runs under it. */
  int pkru();

  void setPkru(int pkru);

  /**
   * Stores x87, MXCSR and XMM state as FXSAVE64 would, into the first 512 bytes of {@code area}.
   */
  void saveFloatingPoint(byte[] area);

  /** Loads x87, MXCSR and XMM state as FXRSTOR64 would; reserved MXCSR bits are dropped. */
  void loadFloatingPoint(byte[] area);

  /**
   * Gives x87, MXCSR and XMM registers the values that Linux starts programs and signal handlers
   * with, and PKRU this one.
   */
  void resetExtendedState(int pkru);

  /**
   * A place for one thread's complete register state. Belongs to this machine; free of charge.
   *
   * @param thread whose it will be; of interest to those who watch
   */
  CpuContext newContext(int thread);

  /** Saves everything a thread switch must keep, PKRU and segment bases included. */
  void save(CpuContext context);

  /** Loads what {@link #save} saved. */
  void load(CpuContext context);
}
