package dev.cubicle.learning.observation;

import dev.cubicle.trampolines.dwarf.FunctionType;
import dev.cubicle.trampolines.dwarf.ParameterKind;
import dev.cubicle.trampolines.dwarf.ParameterKind.Target;
import dev.cubicle.trampolines.dwarf.ParameterLocation;
import java.util.ArrayList;
import java.util.List;

/**
 * A function that is called across cubicles.
 *
 * @param parameters in the order of the declaration
 */
public record FunctionRow(String name, int cubicle, List<Parameter> parameters) {

  /** Bits of a set of rules. */
  private static final int MOST_RULES = 60;

  /**
   * @param location where its value is
   * @param kind what its type says; {@link ParameterKind.Other} for what is not known
   * @param pointer whether it may be the address of a buffer
   * @param rules how large that buffer may be: those that are likelier come first
   */
  public record Parameter(
      ParameterLocation location, ParameterKind kind, boolean pointer, List<SizeRule> rules) {}

  /** What an address that is passed as a number may point to. */
  private static final ParameterKind.Pointer ANYTHING =
      new ParameterKind.Pointer(Target.CHARACTER, 1, false);

  public FunctionRow {
    parameters = List.copyOf(parameters);
  }

  /** A function whose parameters are known. */
  public static FunctionRow of(String name, int cubicle, FunctionType type) {
    final List<ParameterKind> kinds = type.kinds();
    final List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      final List<SizeRule> rules =
          switch (kinds.get(i)) {
            case ParameterKind.Pointer(Target target, _, _) when target == Target.FUNCTION ->
                List.<SizeRule>of();
            case ParameterKind.Pointer pointer -> rules(i, pointer, kinds);
            // Functions that stand for system calls take addresses as numbers.
            case ParameterKind.Number(int size) when size == Long.BYTES ->
                rules(i, ANYTHING, kinds);
            case ParameterKind.Number _, ParameterKind.Other _ -> List.<SizeRule>of();
          };
      final boolean pointer =
          kinds.get(i) instanceof ParameterKind.Pointer(Target target, _, _)
              ? target != Target.FUNCTION
              : kinds.get(i) instanceof ParameterKind.Number(int size) && size == Long.BYTES;
      parameters.add(new Parameter(type.parameters().get(i), kinds.get(i), pointer, rules));
    }
    return new FunctionRow(name, cubicle, parameters);
  }

  /** A function without debug information: the builder has no windows for its arguments. */
  public static FunctionRow unknown(String name, int cubicle) {
    return new FunctionRow(name, cubicle, List.of());
  }

  /** What a person would think of first comes first. */
  private static List<SizeRule> rules(
      int at, ParameterKind.Pointer pointer, List<ParameterKind> kinds) {
    final List<SizeRule> rules = new ArrayList<>();
    final boolean bytes = pointer.target() != Target.OBJECT;
    if (pointer.target() == Target.CHARACTER && pointer.constant()) {
      rules.add(new SizeRule.Text());
    }
    if (!bytes && pointer.size() > 0) {
      rules.add(new SizeRule.Fixed(pointer.size()));
    }
    final List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      // A buffer's size follows it; from the last parameter the first is the next.
      final int number = (at + 1 + i) % kinds.size();
      if (number != at && kinds.get(number) instanceof ParameterKind.Number) {
        numbers.add(number + 1);
      }
    }
    for (int number : numbers) {
      rules.add(new SizeRule.Scaled(bytes ? 1 : Math.max(1, pointer.size()), number));
    }
    if (pointer.target() == Target.CHARACTER && !pointer.constant()) {
      rules.add(new SizeRule.Text());
    }
    for (int i = 0; bytes && i < numbers.size(); i++) {
      for (int j = i + 1; j < numbers.size(); j++) {
        rules.add(new SizeRule.Product(numbers.get(i), numbers.get(j)));
      }
    }
    return List.copyOf(rules.subList(0, Math.min(rules.size(), MOST_RULES)));
  }
}
