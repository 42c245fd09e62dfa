package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of the image and what the names in them stand for.
 *
 * @param units by cubicle, then in the order of the policy and of the command
 * @param targets by symbol index
 * @param roots what was asked for
 */
public record Resolution(
    List<LinkUnit> units,
    Map<LinkUnit, Map<Integer, Target>> targets,
    Map<Root, Definition> roots) {

  /** What a global symbol of an object stands for; empty for local ones and unnamed ones. */
  public Optional<Target> target(LinkUnit unit, Symbol symbol) {
    return Optional.ofNullable(targets.get(unit).get(symbol.index()));
  }

  /** Whether the symbol is a definition, and its own name stands for it. */
  public boolean wins(LinkUnit unit, Symbol symbol) {
    return target(unit, symbol).filter(new Definition(unit, symbol)::equals).isPresent();
  }
}
