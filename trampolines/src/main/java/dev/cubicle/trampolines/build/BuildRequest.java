package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * @param policy with the files of every component
 * @param monitor the monitor's objects
 * @param output the image; it appears complete or not at all
 * @param keep a directory for what a person may want to read: the trampolines and the manifest as
 *     assembly text, the linker script, the linker's map
 */
public record BuildRequest(Policy policy, List<Path> monitor, Path output, Optional<Path> keep) {}
