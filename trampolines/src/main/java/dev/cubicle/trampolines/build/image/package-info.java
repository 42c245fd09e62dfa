/** The generated inputs of a link: trampolines and manifest as assembly text, the linker script. */
package dev.cubicle.trampolines.build.image;
