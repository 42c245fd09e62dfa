package dev.cubicle.emulator.linux.memory;

/** PKRU of the thread whose system call is in progress. */
public interface PkruAccess {

  int get();

  void set(int pkru);
}
