/**
 * The command line: {@code ./cubicle} without {@code setup}, {@code test} and {@code bench}. It
 * reads arguments, asks the other modules, and turns what went wrong into one line and a status.
 *
 * <p>A guest's first byte waits for everything that {@code run} does before it. Commands are
 * therefore described to picocli by its programmatic interface: its annotations are read by
 * reflection, which costs two to three times as much as a whole start.
 */
package dev.cubicle.cli;
