/** The machine that runs guests: engines, memory, views, and the Linux personality. */
package dev.cubicle.emulator;
