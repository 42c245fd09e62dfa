/** {@code cubicle learn}: a policy from a run. */
package dev.cubicle.cli.learn;
