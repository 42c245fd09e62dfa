package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.dwarf.Signature;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is known of how a function is called.
 *
 * @param known whether debug information told
 * @param places of the parameters in their order: 0 to 5 an argument register, 6 + n the nth word
 *     on the stack; empty for what is not passed as an integer. An empty list if not known.
 */
record FunctionSignature(Signature signature, boolean known, List<OptionalInt> places) {
  static final FunctionSignature UNKNOWN =
      new FunctionSignature(Signature.UNKNOWN, false, List.of());

  /**
   * Where a parameter is passed.
   *
   * @param parameter from 1
   * @return empty if there is no such parameter, or if it is no pointer or integer
   */
  OptionalInt place(int parameter) {
    if (!known) {
      // Parameters are taken to be integers and pointers: then place 6 is the first stack word.
      return OptionalInt.of(parameter - 1);
    }
    return parameter <= places.size() ? places.get(parameter - 1) : OptionalInt.empty();
  }
}
