package dev.cubicle.emulator.events;

import dev.cubicle.mpk.AccessKind;

/** Something that happened in a run. One record per kind; created only when somebody listens. */
public sealed interface Event {

  /** A system call was answered. {@code result} is RAX, a negative errno included. */
  record SystemCallDone(int task, int number, String name, long result) implements Event {}

  /** WRPKRU (or XRSTOR) gave PKRU another value at {@code rip}. */
  record PkruWritten(long rip, int before, int after) implements Event {}

  /** A PKRU value was met for the first time (or again after eviction) and got an engine. */
  record ViewCreated(int pkru, int views) implements Event {}

  /** A page fault that demand paging did not resolve. */
  record PageFaulted(int task, long rip, long address, AccessKind access, int errorCode, int key)
      implements Event {}

  /** A signal handler of the guest was entered. */
  record SignalDelivered(int task, int signal, int code, long handler) implements Event {}

  /** A thread began; the first one included. */
  record TaskStarted(int task) implements Event {}

  /** A thread ended. */
  record TaskEnded(int task) implements Event {}
}
