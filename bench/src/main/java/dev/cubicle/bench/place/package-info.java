/** Where a guest can run: in the emulator, in a Linux guest of QEMU, on this machine. */
package dev.cubicle.bench.place;
