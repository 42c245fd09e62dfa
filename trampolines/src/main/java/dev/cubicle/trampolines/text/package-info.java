/** Words for people: what a mistyped name may have meant, text that is safe to show. */
package dev.cubicle.trampolines.text;
