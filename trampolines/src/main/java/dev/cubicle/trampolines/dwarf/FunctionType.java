package dev.cubicle.trampolines.dwarf;

import java.util.List;

/**
 * A signature, and where each parameter is.
 *
 * @param parameters in the order of the declaration, without a hidden result pointer; C++'s {@code
 *     this} is the first one
 */
public record FunctionType(Signature signature, List<ParameterLocation> parameters) {
  public FunctionType {
    parameters = List.copyOf(parameters);
  }
}
