/**
 * Guest memory: physical frames, the address space with its mappings and page table, demand paging,
 * and checked access on behalf of the guest. Pages are 4 KiB everywhere.
 */
package dev.cubicle.emulator.memory;
