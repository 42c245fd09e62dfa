/**
 * Recording a run and replaying it, forwards and backwards. What guest code does follows from its
 * registers and its memory; everything else that changes these, the kernel's work, is written down
 * as <em>effects</em> between two stretches of guest code. A replay carries them out where they
 * were: no kernel runs, no file is opened, no clock is read.
 */
package dev.cubicle.emulator.record;
