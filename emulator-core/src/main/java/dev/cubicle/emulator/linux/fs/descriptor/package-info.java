/** Descriptors, and the open files of regular files and directories. */
package dev.cubicle.emulator.linux.fs.descriptor;
