package dev.cubicle.emulator.record;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.BreakpointProbes;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.debug.Watchpoints;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.MemoryWatch;
import dev.cubicle.emulator.probe.ProbedGuest;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The breakpoints and watchpoints of a replay. What reaches one is a <em>hit</em>, and known by its
 * position and its number among the hits there: the same in every pass over the same code.
 */
final class StopPoints implements MemoryWatch {
  private static final long NOWHERE = -1;

  /**
   * Something that would stop the guest.
   *
   * @param ordinal number among the hits at this position, from 1
   * @param instructions begun when it happened, as far as they are counted
   * @param breakpoint null for a watchpoint
   * @param access null for a breakpoint
   */
  record Hit(
      long position,
      int ordinal,
      long instructions,
      Breakpoint breakpoint,
      Watchpoints.Hit access) {

    /** How many instructions were carried out before the one that is concerned. */
    long index() {
      return breakpoint == null ? instructions - 1 : instructions;
    }
  }

  private final BreakpointProbes probes = new BreakpointProbes(this::reached);
  private final Watchpoints watchpoints = new Watchpoints();
  private final LongSupplier position;
  private final LongSupplier instructions;
  private boolean watchChanged;
  private boolean on;

  /** The ordinal to stop at; 0 for none. */
  private int wanted;

  private long lastPosition = NOWHERE;
  private int ordinal;
  private long limit;
  private long skipped = NOWHERE;
  private Hit last;

  /**
   * @param position the present one
   * @param instructions how many were begun, where they are counted
   */
  StopPoints(LongSupplier position, LongSupplier instructions) {
    this.position = position;
    this.instructions = instructions;
  }

  void add(Breakpoint breakpoint) {
    probes.add(breakpoint);
  }

  void remove(Breakpoint breakpoint) {
    probes.remove(breakpoint);
  }

  boolean add(Watchpoint watchpoint) {
    watchChanged = true;
    return watchpoints.add(watchpoint);
  }

  void remove(Watchpoint watchpoint) {
    watchChanged = true;
    watchpoints.remove(watchpoint);
  }

  void clear() {
    probes.clear();
    watchChanged = true;
    watchpoints.clear();
  }

  /** Brings the machine up to date; before it runs. */
  void install(Machine machine) {
    probes.install(machine);
    if (watchChanged) {
      watchChanged = false;
      machine.watch(this);
    }
  }

  /** Nothing is noted and nothing stops. */
  void off() {
    on = false;
  }

  /**
   * Notes hits, and stops at none.
   *
   * @param end those with so many instructions before them, or more, do not count
   */
  void collect(long end) {
    limit = end;
    begin(0, NOWHERE);
  }

  /**
   * Stops at a hit.
   *
   * @param number its ordinal at whatever position
   * @param skip address at which a breakpoint does not count as long as no other was reached
   */
  void stopAt(int number, long skip) {
    begin(number, skip);
  }

  private void begin(int number, long skip) {
    on = true;
    wanted = number;
    skipped = skip;
    lastPosition = NOWHERE;
    ordinal = 0;
    last = null;
  }

  /** The latest hit noted since, or the one at which the guest was stopped; null for none. */
  Hit last() {
    return last;
  }

  /** Called from within emulation. */
  private void reached(ProbedGuest guest, List<Breakpoint> there) {
    if (!on) {
      return;
    }
    final boolean skips = skipped == guest.address();
    skipped = NOWHERE;
    if (skips) {
      return;
    }
    for (Breakpoint breakpoint : there) {
      if (breakpoint.condition().holds(guest)) {
        if (hit(breakpoint, null)) {
          guest.stop();
        }
        return;
      }
    }
  }

  private boolean hit(Breakpoint breakpoint, Watchpoints.Hit access) {
    final long now = position.getAsLong();
    if (now != lastPosition) {
      lastPosition = now;
      ordinal = 0;
    }
    ordinal++;
    final boolean stops = ordinal == wanted;
    if (stops || wanted == 0) {
      final Hit hit = new Hit(now, ordinal, instructions.getAsLong(), breakpoint, access);
      if (stops || hit.index() < limit) {
        last = hit;
      }
    }
    return stops;
  }

  @Override
  public long[] pages() {
    return watchpoints.pages();
  }

  @Override
  public boolean watches(long page, boolean write) {
    return watchpoints.watches(page, write);
  }

  @Override
  public boolean stops(long address, int size, boolean write) {
    return on && watchpoints.stops(address, size, write) && hit(null, watchpoints.takeHit());
  }
}
