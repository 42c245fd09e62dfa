/** x86-64 disassembly by Capstone 4 or 5, called through the foreign function API. */
package dev.cubicle.natives.capstone;
