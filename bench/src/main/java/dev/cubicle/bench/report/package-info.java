/** What was measured: samples, rows, aims, and how they are shown. */
package dev.cubicle.bench.report;
