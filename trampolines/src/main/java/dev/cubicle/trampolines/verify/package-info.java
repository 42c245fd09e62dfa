/** Whether an image keeps what docs/image.md promises: every check that is made before a run. */
package dev.cubicle.trampolines.verify;
