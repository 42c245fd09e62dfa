/**
 * x86-64 ELF relocatable objects and archives of them: read, searched for references, edited. Input
 * is hostile; everything that is wrong with it is a {@link
 * dev.cubicle.trampolines.BadInputException} of one line. The formats are those of the System V ABI
 * (gABI, chapters 4 and 5) and its AMD64 supplement.
 */
package dev.cubicle.trampolines.object;
