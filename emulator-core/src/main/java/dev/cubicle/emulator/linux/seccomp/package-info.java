/** Filters of system calls: seccomp(2), and the classic BPF programs that it takes. */
package dev.cubicle.emulator.linux.seccomp;
