package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbedGuest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A probe at every address that has breakpoints. Debuggers take all of them out at every stop and
 * put them in again before they go on, so probes follow only when the guest does.
 */
public final class BreakpointProbes {

  /** Told, from within emulation, that an address with breakpoints was reached. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param there at least one
     */
    void reached(ProbedGuest guest, List<Breakpoint> there);
  }

  /** The breakpoints at one address, and the probe there if there is one. */
  private final class Place {
    private final List<Breakpoint> breakpoints = new ArrayList<>();
    private final List<Breakpoint> told = Collections.unmodifiableList(breakpoints);
    private final Probe probe;
    private boolean installed;

    Place(long address) {
      probe = new Probe(address, guest -> listener.reached(guest, told));
    }
  }

  private final Map<Long, Place> places = new HashMap<>();
  private final Listener listener;

  public BreakpointProbes(Listener listener) {
    this.listener = listener;
  }

  public void add(Breakpoint breakpoint) {
    places.computeIfAbsent(breakpoint.address(), Place::new).breakpoints.add(breakpoint);
  }

  /** Takes out that very one. */
  public void remove(Breakpoint breakpoint) {
    final Place place = places.get(breakpoint.address());
    if (place != null) {
      place.breakpoints.removeIf(each -> each == breakpoint);
    }
  }

  public void clear() {
    places.values().forEach(place -> place.breakpoints.clear());
  }

  /** Brings the machine's probes up to date; before the guest goes on. */
  public void install(Machine machine) {
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
}
