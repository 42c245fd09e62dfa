/** What a run touched that it had no right to, told apart by who, what, and by which call. */
package dev.cubicle.learning.observation;
