package dev.cubicle.trampolines.dwarf;

/**
 * Why there is no signature.
 *
 * @param function the function's name, or empty when the whole object has none
 * @param reason what follows "no signature of FUNCTION: "; one line
 */
public record SignatureProblem(String function, String reason) {}
