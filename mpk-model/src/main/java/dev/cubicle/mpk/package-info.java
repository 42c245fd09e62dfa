/**
 * Intel Memory Protection Keys as the processor implements them, and the bookkeeping Linux keeps
 * for them. Pure Java, no dependencies; nothing on the path of an access check allocates.
 *
 * <p>Where a rule is to be found:
 *
 * <ul>
 *   <li>whether an access is allowed, and with which page-fault error code: {@link AccessCheck}
 *   <li>what a PKRU value means: {@link Pkru}
 *   <li>which key a page has: {@link PageTableEntry}, kept in a {@link PageKeyTable}
 *   <li>which keys a process owns: {@link KeyAllocator}
 *   <li>the tag-wide no-execute extension: {@link FetchPolicy}
 * </ul>
 *
 * <p>"SDM" is the Intel 64 and IA-32 Architectures Software Developer's Manual; its volume 3A,
 * sections 4.6 "Access Rights", 4.6.2 "Protection Keys" and 4.7 "Page-Fault Exceptions", is the
 * source of the hardware's rules. Linux's come from {@code arch/x86/include/asm/pkeys.h}, {@code
 * arch/x86/mm/pkeys.c} and {@code mm/mprotect.c}.
 */
package dev.cubicle.mpk;
