package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.FunctionUse;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.dwarf.FunctionType;
import dev.cubicle.trampolines.dwarf.ParameterLocation;
import dev.cubicle.trampolines.dwarf.SignatureProblem;
import dev.cubicle.trampolines.dwarf.SignatureReader;
import dev.cubicle.trampolines.dwarf.Signatures;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Signatures: from where a function is defined, else from where it is called. */
final class FunctionSignatures {
  private static final int REGISTERS = 6;

  private final Map<LinkUnit, Signatures> read = new IdentityHashMap<>();

  /**
   * What is known of a function.
   *
   * @throws BadInputException if it is known that no trampoline can pass its arguments
   */
  FunctionSignature find(FunctionUse use) throws BadInputException {
    Definition function = use.definition();
    Signatures definition = of(function.unit());
    Optional<FunctionType> type = definition.of(function.symbol());
    if (type.isEmpty()) {
      refuse(function, definition);
      type =
          use.users().stream()
              .flatMap(
                  user -> Optional.ofNullable(of(user).declared().get(function.name())).stream())
              .findFirst();
    }
    return type.map(FunctionSignatures::signature).orElse(FunctionSignature.UNKNOWN);
  }

  private Signatures of(LinkUnit unit) {
    return read.computeIfAbsent(unit, u -> SignatureReader.read(u.object()));
  }

  private static void refuse(Definition function, Signatures definition) throws BadInputException {
    for (SignatureProblem problem : definition.problems()) {
      if (problem.function().equals(function.name())) {
        throw new BadInputException(
            "no call of %s of component %s can cross cubicles: %s; put it and its callers into one"
                    .formatted(
                        function.name(), function.unit().component().name(), problem.reason())
                + " cubicle");
      }
    }
  }

  private static FunctionSignature signature(FunctionType type) {
    return new FunctionSignature(
        type.signature(), true, type.parameters().stream().map(FunctionSignatures::place).toList());
  }

  private static OptionalInt place(ParameterLocation location) {
    return switch (location) {
      case ParameterLocation.IntegerRegister(int index) -> OptionalInt.of(index);
      case ParameterLocation.StackWord(int word) -> OptionalInt.of(REGISTERS + word);
      case ParameterLocation.VectorRegister _, ParameterLocation.Nowhere _ -> OptionalInt.empty();
    };
  }
}
