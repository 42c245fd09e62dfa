/**
 * Intel Memory Protection Keys as the processor implements them: pure Java, no dependencies.
 *
 * <p>Source of the rules: Intel SDM volume 3A, section 4.6.2 "Protection Keys".
 */
package dev.cubicle.mpk;
