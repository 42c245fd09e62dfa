/**
 * Build trees of Unikraft: which libraries one holds, how they were linked, and what becomes of
 * them in an image of cubicles. docs/unikraft.md tells the user's side.
 */
package dev.cubicle.unikraft;
