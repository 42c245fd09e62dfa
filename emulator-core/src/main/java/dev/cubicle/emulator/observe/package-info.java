/**
 * Watching a guest whose monitor tells what it would have stopped: the seam for tools that learn.
 */
package dev.cubicle.emulator.observe;
