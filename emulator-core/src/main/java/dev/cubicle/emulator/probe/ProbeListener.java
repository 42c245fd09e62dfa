package dev.cubicle.emulator.probe;

/** Told that a guest has come to a {@link Probe}. */
@FunctionalInterface
public interface ProbeListener {

  /**
   * The instruction is about to be executed. Called from within emulation, on the thread that runs
   * the machine. What it throws does not reach the guest: it ends the run and is thrown by it.
   *
   * <p>Told again when the same instruction begins again: after a page fault of its own that was
   * mended, or when a guest that was {@linkplain ProbedGuest#stop stopped} before it goes on.
   *
   * @param guest valid during the call alone
   */
  void reached(ProbedGuest guest);
}
