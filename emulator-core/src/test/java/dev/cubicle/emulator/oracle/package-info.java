/**
 * Holds the Java MPK model against an implementation that owes nothing to it: the one that Unicorn
 * inherited from QEMU, with real page tables and its own TLB. The machine proper never uses that
 * implementation; it keeps paging off and fills the virtual TLB from the model.
 *
 * <p>The binding here is a few calls of its own, apart from the machine's, so that neither can hide
 * a mistake of the other.
 */
package dev.cubicle.emulator.oracle;
