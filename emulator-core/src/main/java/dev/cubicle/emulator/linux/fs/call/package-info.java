/**
 * The file system's system calls, one class for each group. A call that has to wait throws {@link
 * dev.cubicle.emulator.linux.call.TaskBlocked} and is called again with the same arguments; what it
 * must remember (bytes already written, a deadline) it keeps in its {@link
 * dev.cubicle.emulator.linux.call.Wait}.
 */
package dev.cubicle.emulator.linux.fs.call;
