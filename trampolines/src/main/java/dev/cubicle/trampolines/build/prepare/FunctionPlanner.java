package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.FunctionUse;
import dev.cubicle.trampolines.build.image.PlannedFunction;
import dev.cubicle.trampolines.build.image.PlannedFunction.PlannedArgument;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.policy.Policy.ArgumentWindow;
import dev.cubicle.trampolines.policy.Policy.FunctionRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Makes the rows of the function table. */
final class FunctionPlanner {
  /** What a variadic function may get on the stack besides its named parameters, in words. */
  private static final int VARIADIC_WORDS = 16;

  private static final int LONGEST_ARGUMENT = 0x7fffffff;

  private final FunctionSignatures signatures = new FunctionSignatures();
  private final LinkNames names;
  private final Map<String, FunctionRule> rules;

  FunctionPlanner(LinkNames names, Map<String, FunctionRule> rules) {
    this.names = names;
    this.rules = rules;
  }

  /** By cubicle, then by name. */
  List<FunctionUse> ordered(Crossings crossings) {
    return crossings.functions().stream()
        .sorted(
            Comparator.comparingInt((FunctionUse use) -> use.definition().cubicle())
                .thenComparing(use -> names.of(use.definition())))
        .toList();
  }

  PlannedFunction plan(FunctionUse use) throws BadInputException {
    Definition function = use.definition();
    FunctionSignature found = signatures.find(use);
    FunctionRule rule = rules.get(function.name());
    return new PlannedFunction(
        names.of(function),
        function.cubicle(),
        signature(found, rule),
        found.known(),
        use.called(),
        use.escapes(),
        use.callers(),
        rule == null ? List.of() : arguments(function, found, rule));
  }

  private static Signature signature(FunctionSignature found, FunctionRule rule) {
    Signature signature = found.signature();
    int words = signature.stackWords();
    if (rule != null && rule.stackWords().isPresent()) {
      words = rule.stackWords().getAsInt();
    } else if (found.known() && signature.variadic()) {
      words += VARIADIC_WORDS;
    }
    return new Signature(
        signature.integerRegisters(),
        signature.vectorRegisters(),
        words,
        signature.variadic(),
        signature.result());
  }

  private static List<PlannedArgument> arguments(
      Definition function, FunctionSignature found, FunctionRule rule) throws BadInputException {
    List<PlannedArgument> arguments = new ArrayList<>();
    for (ArgumentWindow window : rule.windows()) {
      if (window.fixed() > LONGEST_ARGUMENT || window.scale() > LONGEST_ARGUMENT) {
        throw new BadInputException(
            "the policy's window on %s is larger than 2 GiB".formatted(function.name()));
      }
      arguments.add(
          new PlannedArgument(
              factor(function, found, window.parameter()),
              factor(function, found, window.sizeParameter()),
              factor(function, found, window.countParameter()),
              window.fixed(),
              window.scale(),
              window.write(),
              window.transitive(),
              window.mapping(),
              window.string()));
    }
    return arguments;
  }

  private static int factor(Definition function, FunctionSignature found, OptionalInt parameter)
      throws BadInputException {
    return parameter.isPresent()
        ? place(function, found, parameter.getAsInt())
        : PlannedFunction.NOWHERE;
  }

  private static int place(Definition function, FunctionSignature found, int parameter)
      throws BadInputException {
    OptionalInt place = found.place(parameter);
    if (place.isEmpty() || place.getAsInt() >= PlannedFunction.NOWHERE) {
      throw new BadInputException(
          "the policy's window on %s: parameter %d is no pointer or integer parameter of it"
              .formatted(function.name(), parameter));
    }
    return place.getAsInt();
  }
}
