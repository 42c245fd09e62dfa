package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.object.SectionOffset;
import dev.cubicle.trampolines.object.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an object's debug information says of functions.
 *
 * @param defined functions that the object defines, static ones too, by where they start
 * @param declared functions that it declares with a prototype, by symbol
 * @param problems functions that are described but cannot be used
 */
public record Signatures(
    Map<SectionOffset, FunctionType> defined,
    Map<String, FunctionType> declared,
    List<SignatureProblem> problems) {

  public Signatures {
    defined = Map.copyOf(defined);
    declared = Map.copyOf(declared);
    problems = List.copyOf(problems);
  }

  static Signatures none(String reason) {
    return new Signatures(Map.of(), Map.of(), List.of(new SignatureProblem("", reason)));
  }

  /**
   * The type of the function that a symbol of the object is. Aliases share it; a function whose
   * code the compiler has replaced (GCC does so with equal ones) is known by its declaration.
   */
  public Optional<FunctionType> of(Symbol symbol) {
    Optional<FunctionType> definition =
        symbol.isInSection()
            ? Optional.ofNullable(defined.get(symbol.location()))
            : Optional.empty();
    return definition.isPresent() || symbol.isLocal()
        ? definition
        : Optional.ofNullable(declared.get(symbol.name()));
  }
}
