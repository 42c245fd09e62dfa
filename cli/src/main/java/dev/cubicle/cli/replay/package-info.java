/** {@code cubicle replay}: runs a recorded run again. */
package dev.cubicle.cli.replay;
