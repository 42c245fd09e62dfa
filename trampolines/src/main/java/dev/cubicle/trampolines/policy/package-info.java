/**
 * What a user says about components and cubicles: the policy file, read and checked against itself.
 * Every key is described in docs/policy.md. What can be held against the objects alone (that a
 * function exists, say) is the builder's to check.
 */
package dev.cubicle.trampolines.policy;
