/** Trying attacks: their images, the numbers that they are given, and what became of them. */
package dev.cubicle.attacks.trial;
