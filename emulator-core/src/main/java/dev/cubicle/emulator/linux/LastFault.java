package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.machine.Exit;
import java.util.Optional;

/** The latest thing a thread could not do, until it turns out whether that ends the process. */
final class LastFault {

  private Task task;
  private Exit exit;

  void remember(Task thread, Exit fault) {
    task = thread;
    exit = fault;
  }

  /** What stopped a thread, unless that has been dealt with. */
  Optional<Exit> of(Task thread) {
    return thread == task ? Optional.ofNullable(exit) : Optional.empty();
  }

  /** A handler of the guest's deals with it. */
  void forget() {
    task = null;
    exit = null;
  }
}
