package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import java.util.List;

/** The breakpoints of a guest that runs, and what stopped it. */
final class Breakpoints {

  private final BreakpointProbes probes = new BreakpointProbes(this::reached);
  private Breakpoint hit;

  /** An instruction at which a thread was stopped already does not stop it again, once. */
  private Position skipped;

  private boolean skippedJustNow;

  /**
   * Where a thread is.
   *
   * @param stackPointer tells activations of a function apart
   */
  record Position(int thread, long rip, long stackPointer) {}

  void add(Breakpoint breakpoint) {
    probes.add(breakpoint);
  }

  void remove(Breakpoint breakpoint) {
    probes.remove(breakpoint);
  }

  void clear() {
    probes.clear();
  }

  /** Brings the machine's probes up to date; before the guest goes on. */
  void install(Machine machine) {
    probes.install(machine);
  }

  /** Called from within emulation. */
  private void reached(ProbedGuest guest, List<Breakpoint> there) {
    if (skipped != null
        && !skippedJustNow
        && skipped.rip == guest.address()
        && skipped.thread == guest.thread()
        && skipped.stackPointer == guest.register(X86.RSP)) {
      skippedJustNow = true;
      return;
    }
    for (Breakpoint breakpoint : there) {
      if (breakpoint.condition().holds(guest)) {
        hit = breakpoint;
        guest.stop();
        return;
      }
    }
  }

  /** Does not stop a thread where it is, until it has executed the instruction. */
  void skip(Position position) {
    skipped = position;
    skippedJustNow = false;
  }

  /**
   * To be called when guest code has run.
   *
   * @param unfinished whether the processor came back before the instruction at {@code rip}
   */
  void ran(long rip, boolean unfinished) {
    if (skippedJustNow && !(unfinished && skipped.rip == rip)) {
      skipped = null;
    }
    skippedJustNow = false;
  }

  /** What stopped the guest; forgets it. Null for none. */
  Breakpoint takeHit() {
    final Breakpoint taken = hit;
    hit = null;
    return taken;
  }
}
