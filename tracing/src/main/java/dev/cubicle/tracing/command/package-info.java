/**
 * Textual commands over the state of a guest's monitor: what gdb's {@code monitor} and the terminal
 * debugger share.
 */
package dev.cubicle.tracing.command;
