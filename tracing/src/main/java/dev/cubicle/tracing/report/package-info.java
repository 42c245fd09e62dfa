/** The report on a fault that ended a guest, in plain text for people. */
package dev.cubicle.tracing.report;
