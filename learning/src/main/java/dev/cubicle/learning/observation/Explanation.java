package dev.cubicle.learning.observation;

/**
 * An access as one to the buffer that an argument of a call points to.
 *
 * @param function index of the manifest's table
 * @param parameter from 1
 * @param rules bit n: rule n of the parameter covers the access
 * @param deep whether it is not the function's cubicle that makes the access, but another that runs
 *     on its behalf
 */
public record Explanation(int function, int parameter, long rules, boolean deep) {}
