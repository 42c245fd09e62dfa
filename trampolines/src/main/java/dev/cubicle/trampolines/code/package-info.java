/** Machine code as bytes: where instructions begin and end, and which bytes no cubicle may hold. */
package dev.cubicle.trampolines.code;
