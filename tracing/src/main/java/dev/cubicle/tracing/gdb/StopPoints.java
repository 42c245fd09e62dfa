package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.tracing.gdb.wire.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The breakpoints and watchpoints of a client; bounded in number. */
final class StopPoints {
  private static final int MAXIMUM = 4096;

  private final DebugTarget target;
  private final Map<Long, Breakpoint> breakpoints = new HashMap<>();
  private final Set<Watchpoint> watchpoints = new HashSet<>();

  StopPoints(DebugTarget target) {
    this.target = target;
  }

  /** Does as asked; inserting twice is inserting once. False if it cannot be done. */
  boolean change(Request.Stop request) {
    return switch (request.kind()) {
      case SOFTWARE_BREAKPOINT, HARDWARE_BREAKPOINT -> breakpoint(request);
      case WRITE_WATCHPOINT -> watchpoint(request, Watchpoint.Kind.WRITE);
      case READ_WATCHPOINT -> watchpoint(request, Watchpoint.Kind.READ);
      case ACCESS_WATCHPOINT -> watchpoint(request, Watchpoint.Kind.ACCESS);
    };
  }

  private boolean breakpoint(Request.Stop request) {
    if (!request.insert()) {
      final Breakpoint breakpoint = breakpoints.remove(request.address());
      if (breakpoint != null) {
        target.remove(breakpoint);
      }
      return true;
    }
    if (breakpoints.size() >= MAXIMUM) {
      return false;
    }
    if (!breakpoints.containsKey(request.address())) {
      final Breakpoint breakpoint = new Breakpoint(request.address());
      breakpoints.put(request.address(), breakpoint);
      target.add(breakpoint);
    }
    return true;
  }

  private boolean watchpoint(Request.Stop request, Watchpoint.Kind kind) {
    final long end = request.address() + request.length();
    if (request.length() < 1 || request.address() < 0 || end < request.address()) {
      return false;
    }
    final Watchpoint watchpoint = new Watchpoint(request.address(), request.length(), kind);
    if (!request.insert()) {
      if (watchpoints.remove(watchpoint)) {
        target.remove(watchpoint);
      }
      return true;
    }
    if (watchpoints.contains(watchpoint)) {
      return true;
    }
    final boolean added = watchpoints.size() < MAXIMUM && target.add(watchpoint);
    if (added) {
      watchpoints.add(watchpoint);
    }
    return added;
  }

  /** Whether the client set a breakpoint. */
  boolean isClients(Breakpoint breakpoint) {
    return breakpoints.get(breakpoint.address()) == breakpoint;
  }

  /** Takes all of them out. */
  void clear() {
    breakpoints.values().forEach(target::remove);
    breakpoints.clear();
    watchpoints.forEach(target::remove);
    watchpoints.clear();
  }
}
