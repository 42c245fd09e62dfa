/**
 * A server of GDB's remote serial protocol (the GDB manual, appendix E) for a guest under a
 * debugger.
 */
package dev.cubicle.tracing.gdb;
