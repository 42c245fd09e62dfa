/** Lessons as policies that a person can read. */
package dev.cubicle.learning.text;
