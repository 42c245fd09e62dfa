/** {@code cubicle attacks}: tries all attacks, with and without what stops them. */
package dev.cubicle.cli.attacks;
