package dev.cubicle.emulator.linux.fs.proc;

import java.util.List;

/** What {@code /proc} tells of the process. Asked whenever the guest opens a file there. */
public interface ProcessView {

  int processId();

  int parentId();

  /** Absolute guest path of the program, what {@code /proc/self/exe} leads to. */
  String executable();

  List<String> arguments();

  /** Elements of the form {@code NAME=value}. */
  List<String> environment();

  /** What uname(2) calls the kernel's release. */
  String kernelRelease();

  /** Whether execve gains no rights: 0 or 1. */
  int noNewPrivileges();

  /** Whether the processor has protection keys. */
  boolean protectionKeys();

  /** How system calls are restricted: 0 not, 1 strictly, 2 by filters. */
  int seccompMode();

  /** How many system-call filters there are. */
  int seccompFilters();

  /** Number of threads, at least 1. */
  int threads();

  /** {@code /proc/self/maps}: lines as proc(5) describes them, each with a newline. */
  String maps();

  /** Bytes of address space that are mapped. */
  long virtualBytes();

  /** Bytes of guest memory that the process uses. */
  long residentBytes();

  /** Bytes of guest memory that there are. */
  long memoryBytes();

  /** Bytes of guest memory that are free. */
  long freeBytes();
}
