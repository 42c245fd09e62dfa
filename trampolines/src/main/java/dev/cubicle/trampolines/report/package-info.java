/** What the monitor of an image tells when it ends: counts, and the violation that ended it. */
package dev.cubicle.trampolines.report;
