package dev.cubicle.trampolines.build.link;

import java.util.Optional;

/**
 * A name that the image needs though no object may refer to it.
 *
 * @param component that needs it: its own definition is preferred; empty for the policy's entry
 * @param purpose what it is, for a message: {@code the entry of the policy}
 */
public record Root(String name, Optional<String> component, String purpose) {}
