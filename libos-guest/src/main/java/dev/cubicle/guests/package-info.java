/** The guests that come with the project: their names, what they do, and where their images are. */
package dev.cubicle.guests;
