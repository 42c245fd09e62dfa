/** A debugger for people: commands in, text out. Knows no terminal. */
package dev.cubicle.tracing.debugger;
