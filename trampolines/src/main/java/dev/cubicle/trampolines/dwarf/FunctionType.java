package dev.cubicle.trampolines.dwarf;

import java.util.List;

/**
 * A signature, and where each parameter is.
 *
 * @param parameters in the order of the declaration, without a hidden result pointer; C++'s {@code
 *     this} is the first one
 * @param kinds of the parameters, in the same order
 */
public record FunctionType(
    Signature signature, List<ParameterLocation> parameters, List<ParameterKind> kinds) {
  public FunctionType {
    parameters = List.copyOf(parameters);
    kinds = List.copyOf(kinds);
  }

  /** Whether both are called in the same way, whatever their pointers point to. */
  boolean isCalledLike(FunctionType other) {
    return signature.equals(other.signature) && parameters.equals(other.parameters);
  }
}
