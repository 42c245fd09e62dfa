package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Reference;

/**
 * A reference that has to lead to a trampoline.
 *
 * @param pointer whether to the pointer trampoline of the function rather than to its call
 *     trampoline
 */
public record Redirect(Reference reference, Definition function, boolean pointer) {}
