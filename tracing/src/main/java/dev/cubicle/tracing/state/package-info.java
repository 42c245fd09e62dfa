/**
 * The monitor's live state, read from outside while the guest stands still: cubicles, keys, pages,
 * windows, calls under way, and who may access what.
 */
package dev.cubicle.tracing.state;
