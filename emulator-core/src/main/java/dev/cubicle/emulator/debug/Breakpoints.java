package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Breakpoints as probes. Debuggers take all of them out at every stop and put them in again before
 * they go on, so probes follow only when the guest does.
 */
final class Breakpoints {

  /** The breakpoints at one address, and the probe there if there is one. */
  private final class Place {
    private final List<Breakpoint> breakpoints = new ArrayList<>();
    private final Probe probe;
    private boolean installed;

    Place(long address) {
      probe = new Probe(address, guest -> reached(guest, this));
    }
  }

  private final Map<Long, Place> places = new HashMap<>();
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
    places.computeIfAbsent(breakpoint.address(), Place::new).breakpoints.add(breakpoint);
  }

  void remove(Breakpoint breakpoint) {
    final Place place = places.get(breakpoint.address());
    if (place != null) {
      place.breakpoints.removeIf(each -> each == breakpoint);
    }
  }

  void clear() {
    places.values().forEach(place -> place.breakpoints.clear());
  }

  /** Brings the machine's probes up to date; before the guest goes on. */
  void install(Machine machine) {
    for (Iterator<Place> all = places.values().iterator(); all.hasNext(); ) {
      final Place place = all.next();
      if (place.breakpoints.isEmpty()) {
        if (place.installed) {
          machine.remove(place.probe);
        }
        all.remove();
      } else if (!place.installed) {
        machine.add(place.probe);
        place.installed = true;
      }
    }
  }

  /** Called from within emulation. */
  private void reached(ProbedGuest guest, Place place) {
    if (skipped != null
        && !skippedJustNow
        && skipped.rip == guest.address()
        && skipped.thread == guest.thread()
        && skipped.stackPointer == guest.register(X86.RSP)) {
      skippedJustNow = true;
      return;
    }
    for (Breakpoint breakpoint : place.breakpoints) {
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
