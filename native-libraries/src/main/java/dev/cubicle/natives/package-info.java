/** Finds and loads the native libraries that cubicle calls: libunicorn and libcapstone. */
package dev.cubicle.natives;
