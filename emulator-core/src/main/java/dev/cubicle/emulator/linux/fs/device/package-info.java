/** The character devices of {@code /dev}. */
package dev.cubicle.emulator.linux.fs.device;
