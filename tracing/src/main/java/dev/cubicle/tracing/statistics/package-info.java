/** What a run did how often: counted while it goes on, written as JSON or as a table. */
package dev.cubicle.tracing.statistics;
