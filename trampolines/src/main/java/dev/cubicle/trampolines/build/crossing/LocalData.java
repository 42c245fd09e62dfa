package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Static variables by the names that a policy gives them: {@code name}, or {@code file.c:name}
 * where several files have one. Those within functions have a number behind their name ({@code
 * buffer.3}), which compilers choose as they like; it may be left out.
 */
final class LocalData {
  private static final int MOST_SHOWN = 6;

  private final Resolution resolution;
  private final int cubicle;

  LocalData(Resolution resolution, int cubicle) {
    this.resolution = resolution;
    this.cubicle = cubicle;
  }

  /** One of them, with the source file that it is of; empty if the object does not tell. */
  private record Variable(Definition definition, String file) {
    String shown() {
      return (file.isEmpty() ? "" : file + ":")
          + definition.name()
          + " ("
          + definition.unit().shortName()
          + ")";
    }
  }

  /** What came of looking for a variable. */
  sealed interface Found {}

  record One(Definition definition) implements Found {}

  /**
   * @param shown some of them, with their files and objects
   */
  record Several(String shown) implements Found {}

  record None() implements Found {}

  /** The variable that a policy means. */
  Found find(String reference) {
    int colon = reference.indexOf(':');
    String file = reference.substring(0, Math.max(0, colon));
    String name = reference.substring(colon + 1);
    Predicate<String> numbered =
        Pattern.compile(Pattern.quote(name) + "\\.[0-9]+").asMatchPredicate();
    List<Variable> all =
        all().stream().filter(v -> file.isEmpty() || v.file().equals(file)).toList();
    List<Variable> found = all.stream().filter(v -> v.definition().name().equals(name)).toList();
    if (found.isEmpty()) {
      found = all.stream().filter(v -> numbered.test(v.definition().name())).toList();
    }
    return switch (found.size()) {
      case 0 -> new None();
      case 1 -> new One(found.getFirst().definition());
      default ->
          new Several(
              String.join(", ", found.stream().limit(MOST_SHOWN).map(Variable::shown).toList())
                  + (found.size() > MOST_SHOWN ? ", …" : ""));
    };
  }

  /** In an object's symbol table the locals of a file come behind the file's name. */
  private List<Variable> all() {
    List<Variable> all = new ArrayList<>();
    for (LinkUnit unit : resolution.units()) {
      if (unit.cubicle() != cubicle) {
        continue;
      }
      String file = "";
      for (Symbol symbol : unit.object().symbols()) {
        if (symbol.type() == Symbol.Type.FILE) {
          file = symbol.name().substring(symbol.name().lastIndexOf('/') + 1);
        } else if (symbol.isLocal()
            && symbol.type() == Symbol.Type.OBJECT
            && symbol.isInSection()
            && unit.defines(symbol)) {
          all.add(new Variable(new Definition(unit, symbol), file));
        }
      }
    }
    return all;
  }
}
