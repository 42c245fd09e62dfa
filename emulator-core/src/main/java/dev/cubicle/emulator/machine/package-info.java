/**
 * The emulated processor: views (one Unicorn engine per PKRU value), the run loop, translations,
 * faults. Knows memory and the MPK model, and nothing of Linux.
 */
package dev.cubicle.emulator.machine;
