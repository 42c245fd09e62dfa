/** Guests as processes of the host: the same programs on the real processor. */
package dev.cubicle.cli.run.nativeengine;
