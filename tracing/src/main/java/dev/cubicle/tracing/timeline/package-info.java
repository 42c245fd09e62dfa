/**
 * A run as a timeline that ui.perfetto.dev opens: a track per cubicle and thread, a slice per call
 * between cubicles, written while the guest runs.
 */
package dev.cubicle.tracing.timeline;
