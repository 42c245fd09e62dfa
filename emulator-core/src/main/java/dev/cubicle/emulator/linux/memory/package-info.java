/** The memory system calls: mappings, protection and its keys, advice. */
package dev.cubicle.emulator.linux.memory;
