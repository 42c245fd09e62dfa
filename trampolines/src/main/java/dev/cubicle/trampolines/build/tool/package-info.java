/** The programs that the builder runs. */
package dev.cubicle.trampolines.build.tool;
