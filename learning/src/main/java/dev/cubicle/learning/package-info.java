/** Policies from runs: what was observed, and the least grants that cover it. */
package dev.cubicle.learning;
