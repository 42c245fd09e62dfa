/** Which references leave their cubicle, and what becomes of them. */
package dev.cubicle.trampolines.build.crossing;
