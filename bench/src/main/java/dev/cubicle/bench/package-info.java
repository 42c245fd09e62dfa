/** The {@code bench} command: experiments against QEMU, and micro-benchmarks. */
package dev.cubicle.bench;
