/** From observations to grants. */
package dev.cubicle.learning.inference;
