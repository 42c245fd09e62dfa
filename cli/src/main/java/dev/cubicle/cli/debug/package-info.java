/** {@code cubicle debug}: a debugger in the terminal, or in a pipe. */
package dev.cubicle.cli.debug;
