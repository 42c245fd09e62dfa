/** What the guest sees of its process and machine in {@code /proc} and {@code /sys}. */
package dev.cubicle.emulator.linux.fs.proc;
