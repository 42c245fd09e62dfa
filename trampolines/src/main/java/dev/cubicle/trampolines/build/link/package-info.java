/** Which objects are part of the image, and what every name in them stands for. */
package dev.cubicle.trampolines.build.link;
