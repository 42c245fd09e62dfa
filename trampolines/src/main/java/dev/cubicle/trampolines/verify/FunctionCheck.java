package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.policy.Policy;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** The function table: what can be called is a function of the cubicle that it is said to be of. */
final class FunctionCheck implements Check {
  private static final int REGISTERS = 6;

  @Override
  public void run(Findings findings) {
    checkCubicles(findings);
    Set<Long> starts = new HashSet<>();
    for (Symbols.Symbol symbol : findings.image().symbols().placed()) {
      if (symbol.kind() != Symbols.Kind.DATA) {
        starts.add(symbol.address());
      }
    }
    for (Manifest.Function function : findings.manifest().functions()) {
      checkTarget(function, starts, findings);
      function.windows().forEach(window -> checkWindow(function, window, findings));
    }
  }

  private static void checkCubicles(Findings findings) {
    Set<String> names = new HashSet<>();
    for (Manifest.Cubicle cubicle : findings.manifest().cubicles()) {
      if (!names.add(cubicle.name())) {
        findings.add(Finding.Kind.LAYOUT, cubicle.number(), 0, "two cubicles have this name");
      }
      if (cubicle.kind() == Policy.Kind.ISOLATED && cubicle.stackSize() == 0) {
        findings.add(Finding.Kind.LAYOUT, cubicle.number(), 0, "it is isolated, and has no stack");
      }
    }
  }

  private static void checkTarget(Manifest.Function function, Set<Long> starts, Findings findings) {
    OptionalInt owner = ExecutableMemory.owner(findings.manifest(), function.target());
    if (owner.isEmpty() || owner.getAsInt() != function.cubicle()) {
      findings.add(
          Finding.Kind.FUNCTION,
          function.cubicle(),
          function.target(),
          "function %s does not lie in this cubicle's code",
          function.name());
    } else if (!starts.isEmpty() && !starts.contains(function.target())) {
      findings.add(
          Finding.Kind.FUNCTION,
          function.cubicle(),
          function.target(),
          "function %s does not begin here",
          function.name());
    }
  }

  private static void checkWindow(
      Manifest.Function function, Manifest.ArgumentWindow window, Findings findings) {
    boolean inPlace =
        window.where().stream().allMatch(where -> isArgument(function, where))
            && window.sizeWhere().stream().allMatch(where -> isArgument(function, where))
            && window.countWhere().stream().allMatch(where -> isArgument(function, where));
    boolean sized = window.sizeWhere().isPresent() || window.countWhere().isPresent();
    if (!inPlace || window.string() && sized) {
      findings.add(
          Finding.Kind.FUNCTION,
          function.cubicle(),
          function.target(),
          "an argument window of %s is not about its arguments",
          function.name());
    }
  }

  private static boolean isArgument(Manifest.Function function, int where) {
    Signature signature = function.signature();
    return where < REGISTERS
        ? where < signature.integerRegisters()
        : where - REGISTERS < signature.stackWords();
  }
}
