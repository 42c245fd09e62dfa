/** Linked cubicle images as they lie in a file: program headers, symbols, manifest. */
package dev.cubicle.trampolines.manifest;
