package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Task;

/** The thread whose registers are in the processor: the one that makes the system call. */
@FunctionalInterface
public interface CurrentTask {
  Task task();
}
