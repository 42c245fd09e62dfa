/** Packets of GDB's remote serial protocol: framing, and what they say. */
package dev.cubicle.tracing.gdb.wire;
