/** The guest's standard streams, passed through to the host. */
package dev.cubicle.emulator.linux.fs.stream;
