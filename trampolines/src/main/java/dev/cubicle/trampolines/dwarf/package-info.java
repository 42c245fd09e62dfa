/**
 * How functions are called, read from the debug information of objects (DWARF 4 and 5) by the rules
 * of the System V AMD64 ABI. Debug information is a help, not an input that must be right: where it
 * is absent, damaged or not understood there is no signature, and a reason.
 */
package dev.cubicle.trampolines.dwarf;
