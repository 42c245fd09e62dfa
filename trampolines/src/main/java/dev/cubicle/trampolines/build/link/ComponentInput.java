package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.object.ObjectFile;
import java.util.List;

/**
 * What was given as a component.
 *
 * @param name as in the policy
 * @param cubicle number
 * @param objects always part of the image
 * @param members of archives: part of the image when something refers to them
 */
public record ComponentInput(
    String name, int cubicle, List<ObjectFile> objects, List<ObjectFile> members) {}
