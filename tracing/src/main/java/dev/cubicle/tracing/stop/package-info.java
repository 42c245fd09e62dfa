/** Stopping a guest at what happens between cubicles: calls, windows, key faults, violations. */
package dev.cubicle.tracing.stop;
