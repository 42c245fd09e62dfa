/** What is told about a run: why it was stopped, and what it did how often. */
package dev.cubicle.tracing;
