/**
 * Violations that explain themselves: who, what, where, whose, why, and what would have allowed it.
 */
package dev.cubicle.tracing.violation;
