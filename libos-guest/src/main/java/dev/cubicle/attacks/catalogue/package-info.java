/** The attacks, by what they are aimed at. */
package dev.cubicle.attacks.catalogue;
