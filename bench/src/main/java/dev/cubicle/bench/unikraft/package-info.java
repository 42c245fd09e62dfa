/** A Unikraft build tree, measured as it is and in cubicles. */
package dev.cubicle.bench.unikraft;
