/** What an image's manifest says, for people and programs: text, drawing, JSON. */
package dev.cubicle.trampolines.inspect;
