/** Watching a guest at chosen instructions; what is not watched runs at full speed. */
package dev.cubicle.emulator.probe;
