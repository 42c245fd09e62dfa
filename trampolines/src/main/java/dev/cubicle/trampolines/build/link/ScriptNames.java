package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.script.LinkerScriptFile;
import dev.cubicle.trampolines.script.ScriptItem;
import dev.cubicle.trampolines.script.ScriptItem.Mark;
import dev.cubicle.trampolines.script.ScriptItem.Output;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names that linker scripts of others define, for all components but the monitor's.
 *
 * @param assigned those that count whoever else defines them
 * @param provided those that count where no object defines them
 */
public record ScriptNames(Set<String> assigned, Set<String> provided) {
  /** No scripts. */
  public static final ScriptNames NONE = new ScriptNames(Set.of(), Set.of());

  public ScriptNames {
    assigned = Set.copyOf(assigned);
    provided = Set.copyOf(provided);
  }

  /**
   * The names in scripts. Those that the builder defines for every program stay the builder's.
   *
   * @throws BadInputException if a script takes a name that is not for it, or one is taken twice
   */
  public static ScriptNames of(List<LinkerScriptFile> scripts) throws BadInputException {
    Set<String> assigned = new HashSet<>();
    Set<String> provided = new HashSet<>();
    for (LinkerScriptFile script : scripts) {
      for (List<ScriptItem> block : script.blocks()) {
        add(script, block, assigned, provided);
      }
    }
    return new ScriptNames(assigned, provided);
  }

  private static void add(
      LinkerScriptFile script, List<ScriptItem> items, Set<String> assigned, Set<String> provided)
      throws BadInputException {
    for (ScriptItem item : items) {
      if (item instanceof Output output) {
        add(script, output.contents(), assigned, provided);
      } else if (item instanceof Mark mark && !ProvidedSymbols.provided(mark.symbol(), false)) {
        if (ProvidedSymbols.reserved(mark.symbol())) {
          throw bad(script, mark, "is a name of the builder's or the linker's");
        }
        if (assigned.contains(mark.symbol()) || provided.contains(mark.symbol())) {
          throw bad(script, mark, "is the name of another place already");
        }
        (mark.provided() ? provided : assigned).add(mark.symbol());
      }
    }
  }

  private static BadInputException bad(LinkerScriptFile script, Mark mark, String why) {
    return new BadInputException(
        "%s:%d: %s %s".formatted(script.file(), mark.line(), mark.symbol(), why));
  }

  /** Whether it stands for a place that a script names. */
  public boolean contains(String name) {
    return assigned.contains(name) || provided.contains(name);
  }
}
