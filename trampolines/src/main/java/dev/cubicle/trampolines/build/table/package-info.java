/** Which sections are gathered into tables, and in whose pages these lie. */
package dev.cubicle.trampolines.build.table;
