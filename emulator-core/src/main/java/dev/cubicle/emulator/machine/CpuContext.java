package dev.cubicle.emulator.machine;

/** One thread's complete register state while it does not run. See {@link Cpu#newContext}. */
public interface CpuContext extends AutoCloseable {

  @Override
  void close();
}
