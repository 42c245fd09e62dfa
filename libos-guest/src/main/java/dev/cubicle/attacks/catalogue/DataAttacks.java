package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Number.Constant;
import dev.cubicle.attacks.Number.Symbol;
import java.util.List;
import java.util.stream.Stream;

/** Plain loads and stores: keys alone stand in their way. */
final class DataAttacks {

  /** How far behind the thread block the signal stack lies (thread.c of the monitor), in bytes. */
  private static final long SIGNAL_STACK = 0x45000;

  private DataAttacks() {}

  static List<Attack> all() {
    return Stream.of(
            data("read-data", "reads another cubicle's data"),
            data("write-data", "writes another cubicle's data"),
            data("read-heap", "reads a page of another cubicle's heap"),
            data("write-heap", "writes a page of another cubicle's heap"),
            data("write-readable", "writes what the policy lets it read"),
            data("read-former-heap", "reads a page that it might read as long as another had it"),
            data("read-stack", "reads another cubicle's stack while that cubicle calls out"),
            data("read-old-stack", "reads what a call has left on another cubicle's stack"),
            data("read-thread-local", "reads another cubicle's thread-local data"),
            data("write-function-table", "replaces functions in another cubicle's table"),
            data("read-code", "reads another cubicle's code").numbers(new Symbol("victim_copy")),
            data("read-monitor", "reads the cookie that the system-call filter asks for")
                .numbers(new Symbol("syscall_cookie")),
            data("write-monitor", "writes the monitor's data").numbers(new Symbol("monitor")),
            data("write-thread-block", "writes the PKRU that the gate compares with"),
            data("write-shadow-stack", "writes the shadow stack of return addresses"),
            data("write-signal-frame", "writes where signal frames are saved")
                .numbers(new Constant(SIGNAL_STACK)))
        .map(Draft::attack)
        .toList();
  }

  private static Draft data(String name, String description) {
    return Draft.of(Attack.Group.DATA, name, description);
  }
}
