/**
 * A guest under a debugger: stopping, stepping, registers, memory. Debuggers work on {@link
 * dev.cubicle.emulator.debug.DebugTarget}, whether the guest runs live or from a recording.
 */
package dev.cubicle.emulator.debug;
