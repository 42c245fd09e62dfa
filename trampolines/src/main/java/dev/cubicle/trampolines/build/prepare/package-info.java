/** From what was resolved to what is linked: names, edited objects, the plan of the image. */
package dev.cubicle.trampolines.build.prepare;
