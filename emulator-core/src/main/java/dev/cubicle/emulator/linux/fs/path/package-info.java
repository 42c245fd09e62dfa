/** From paths to inodes, one component at a time. */
package dev.cubicle.emulator.linux.fs.path;
