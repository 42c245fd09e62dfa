/**
 * Linker scripts of others: what they gather into tables, and the names that they give to places.
 */
package dev.cubicle.trampolines.script;
