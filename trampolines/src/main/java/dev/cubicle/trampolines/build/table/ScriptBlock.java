package dev.cubicle.trampolines.build.table;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.image.LaidOut;
import dev.cubicle.trampolines.script.LinkerScriptFile;
import dev.cubicle.trampolines.script.ScriptItem;
import dev.cubicle.trampolines.script.ScriptItem.Align;
import dev.cubicle.trampolines.script.ScriptItem.Inputs;
import dev.cubicle.trampolines.script.ScriptItem.Mark;
import dev.cubicle.trampolines.script.ScriptItem.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One SECTIONS command taken apart: which output sections can be moved independently of each other.
 * A name between two of them is the end of the first and the start of the second, so these have to
 * stay side by side, unless an alignment between them says which it is. Names that nobody refers to
 * do not count.
 */
final class ScriptBlock {
  private final LinkerScriptFile script;
  private final Predicate<String> referenced;
  private final List<List<ScriptItem>> groups = new ArrayList<>();
  private final Map<String, LaidOut> bounds = new LinkedHashMap<>();

  /** What stands between output sections. */
  private final List<ScriptItem> between = new ArrayList<>();

  private Output previous;

  private ScriptBlock(LinkerScriptFile script, Predicate<String> referenced) {
    this.script = script;
    this.referenced = referenced;
  }

  /** Takes a command apart. */
  static ScriptBlock of(
      LinkerScriptFile script, List<ScriptItem> items, Predicate<String> referenced)
      throws BadInputException {
    ScriptBlock block = new ScriptBlock(script, referenced);
    for (ScriptItem item : items) {
      switch (item) {
        case Output output -> block.add(output);
        case Mark mark -> {
          if (referenced.test(mark.symbol())) {
            block.between.add(mark);
          }
        }
        case Align align -> block.between.add(align);
        case Inputs inputs -> throw new IllegalStateException(inputs.toString());
      }
    }
    block.end();
    return block;
  }

  /** Output sections and marks that lie side by side. */
  List<List<ScriptItem>> groups() {
    return groups;
  }

  /** Names for bounds of what the builder lays out itself. */
  Map<String, LaidOut> bounds() {
    return bounds;
  }

  private void add(Output output) throws BadInputException {
    int split = between.size();
    while (split > 0 && !(between.get(split - 1) instanceof Align)) {
      split--;
    }
    List<Mark> before = marks(between.subList(0, split));
    List<Mark> after = marks(between.subList(split, between.size()));
    between.clear();
    boolean own = LaidOut.has(output.section());
    boolean glued = false;
    if (previous == null) {
      after.addAll(0, before);
    } else {
      boolean aligned = split > 0;
      boolean bothMove = !own && !LaidOut.has(previous.section());
      if (!aligned && !bothMove) {
        before.addAll(after);
        after.clear();
      }
      glued = !aligned && bothMove && !after.isEmpty();
      behind(before);
    }
    if (own) {
      for (Mark mark : after) {
        bound(mark, output, false);
      }
      inner(output);
    } else {
      if (!glued) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().addAll(after);
      groups.getLast().add(output);
    }
    previous = output;
  }

  private void end() throws BadInputException {
    List<Mark> rest = marks(between);
    if (previous != null) {
      behind(rest);
    } else if (!rest.isEmpty()) {
      throw bad(rest.getFirst(), "names a place at which nothing is gathered");
    }
  }

  private void behind(List<Mark> marks) throws BadInputException {
    for (Mark mark : marks) {
      if (LaidOut.has(previous.section())) {
        bound(mark, previous, true);
      } else {
        groups.getLast().add(mark);
      }
    }
  }

  /** Names within a section that the builder lays out: before all of its contents, or behind. */
  private void inner(Output output) throws BadInputException {
    boolean behind = false;
    for (int i = 0; i < output.contents().size(); i++) {
      ScriptItem item = output.contents().get(i);
      behind |= item instanceof Inputs;
      if (item instanceof Mark mark && referenced.test(mark.symbol())) {
        if (behind
            && output.contents().subList(i, output.contents().size()).stream()
                .anyMatch(Inputs.class::isInstance)) {
          throw bad(
              mark, "is within " + output.section() + ", of which only the bounds have names");
        }
        bound(mark, output, behind);
      }
    }
  }

  private void bound(Mark mark, Output output, boolean behind) throws BadInputException {
    boolean sized = !mark.beyond().isEmpty();
    if (sized && !mark.beyond().equals(output.section())) {
      throw bad(mark, "adds the size of another section");
    }
    bounds.put(
        mark.symbol(),
        LaidOut.of(output.section(), behind, sized)
            .orElseThrow(
                () -> bad(mark, "is no bound of %s in an image".formatted(output.section()))));
  }

  private BadInputException bad(Mark mark, String why) {
    return new BadInputException(
        "%s:%d: %s %s".formatted(script.file(), mark.line(), mark.symbol(), why));
  }

  private static List<Mark> marks(List<ScriptItem> items) {
    List<Mark> marks = new ArrayList<>();
    items.stream().filter(Mark.class::isInstance).map(Mark.class::cast).forEach(marks::add);
    return marks;
  }
}
