package dev.cubicle.learning.inference;

import dev.cubicle.learning.observation.Observation;

/** What no policy can allow, and why. */
public record Uncovered(Observation observation, String reason) {}
