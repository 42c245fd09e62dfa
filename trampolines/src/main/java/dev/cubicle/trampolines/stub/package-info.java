/** The machine code of trampolines, as the builder makes it and the verifier expects it. */
package dev.cubicle.trampolines.stub;
