/** Pipes and event counters between threads of the guest. */
package dev.cubicle.emulator.linux.fs.pipe;
