/** Static x86-64 ELF programs: validation, loading into an address space, the initial stack. */
package dev.cubicle.emulator.linux.elf;
