/** The in-memory file system of the guest's root, with the semantics of Linux's tmpfs. */
package dev.cubicle.emulator.linux.fs.memory;
