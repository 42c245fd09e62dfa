/**
 * Makes objects fit for a cubicle before they are linked: SYSCALL instructions become traps, and
 * byte patterns that lie in code by accident are rewritten (docs/image.md, "What untrusted code may
 * not hold").
 */
package dev.cubicle.trampolines.rewrite;
