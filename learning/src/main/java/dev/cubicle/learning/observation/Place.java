package dev.cubicle.learning.observation;

/**
 * What an address is part of.
 *
 * @param owner number of the cubicle
 * @param symbol the data symbol that holds the address; empty where none does
 * @param start address of the symbol; of the page where there is none
 * @param end behind it
 */
public record Place(int owner, Part part, String symbol, long start, long end) {}
