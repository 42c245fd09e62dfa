package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.tracing.gdb.wire.Hex;

/** Reads and writes the registers of the thread that a client has selected. */
final class RegisterRequests {
  private static final String ERROR = "E01";

  private final DebugTarget target;
  private final Threads threads;
  private final RegisterLayout layout;

  RegisterRequests(DebugTarget target, Threads threads, RegisterLayout layout) {
    this.target = target;
    this.threads = threads;
    this.layout = layout;
  }

  private boolean gone() {
    return !threads.alive(threads.general());
  }

  private ThreadRegisters registers() {
    return target.registers(threads.general());
  }

  String readAll() {
    return gone() ? ERROR : Hex.of(layout.readAll(registers()));
  }

  String read(int number) {
    return gone() ? ERROR : layout.read(registers(), number).map(Hex::of).orElse(ERROR);
  }

  /** False if the values make no sense. */
  boolean writeAll(byte[] values) {
    if (gone()) {
      return false;
    }
    final ThreadRegisters changed = registers();
    return layout.writeAll(changed, values) && store(changed);
  }

  /** False if there is no such register, or its size is another. */
  boolean write(int number, byte[] value) {
    if (gone()) {
      return false;
    }
    final ThreadRegisters changed = registers();
    return layout.write(changed, number, value) && store(changed);
  }

  private boolean store(ThreadRegisters changed) {
    try {
      target.setRegisters(threads.general(), changed);
      return true;
    } catch (IllegalArgumentException _) {
      // What was recorded cannot be changed.
      return false;
    }
  }
}
