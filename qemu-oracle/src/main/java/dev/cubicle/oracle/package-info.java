/**
 * Runs static Linux programs in a Linux guest of QEMU, which implements protection keys in hardware
 * and kernel independently of this project: what they print there is what they are to print here.
 *
 * <p>{@link dev.cubicle.oracle.QemuOracle} is the entrance.
 */
package dev.cubicle.oracle;
