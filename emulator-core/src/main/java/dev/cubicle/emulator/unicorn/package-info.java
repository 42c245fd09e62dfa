/**
 * The Unicorn Engine binding: only what the machine uses, called through the Foreign Function and
 * Memory API. Nothing here knows of protection keys.
 */
package dev.cubicle.emulator.unicorn;
