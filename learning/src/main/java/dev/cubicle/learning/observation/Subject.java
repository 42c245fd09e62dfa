package dev.cubicle.learning.observation;

import java.util.Optional;

/**
 * What accesses have in common that are counted together.
 *
 * @param accessor number of the cubicle
 * @param owner number of the cubicle whose page it is
 * @param symbol the data symbol; empty where there is none
 * @param kernel whether Linux made it, in a system call of the cubicle's
 * @param explanation by an argument; empty where none explains it
 */
public record Subject(
    int accessor,
    int owner,
    Part part,
    String symbol,
    boolean write,
    boolean kernel,
    Optional<Explanation> explanation) {}
