/** What is measured: one class for each experiment, and the loop that they share. */
package dev.cubicle.bench.experiment;
