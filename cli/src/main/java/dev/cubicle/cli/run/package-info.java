/** {@code cubicle run}: a guest under the emulator, its streams and status passed through. */
package dev.cubicle.cli.run;
