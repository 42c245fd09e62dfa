/** Attacks on cubicles: what each tries, what should stop it, and what it is tried without. */
package dev.cubicle.attacks;
