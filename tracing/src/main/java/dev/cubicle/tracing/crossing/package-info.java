/**
 * What passes between the cubicles of a running image: calls, returns, faults, keys of pages,
 * windows, violations. Told by probes in the image's own gate, so that it is what happens and not
 * what should.
 */
package dev.cubicle.tracing.crossing;
