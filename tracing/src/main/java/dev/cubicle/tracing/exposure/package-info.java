/** What cubicles can touch of each other while a guest runs. */
package dev.cubicle.tracing.exposure;
