package dev.cubicle.tracing.stop;

import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some of the calls between cubicles.
 *
 * @param from the caller's number; empty for any
 * @param to the callee's number; empty for any
 * @param function a function's name; empty for any
 * @param targets where such calls go
 */
record CallFilter(OptionalInt from, OptionalInt to, String function, Set<Long> targets) {
  private static final String ANY = "*";

  CallFilter {
    targets = Set.copyOf(targets);
  }

  /**
   * Reads {@code [FROM] [TO] [FUNCTION]}. One cubicle alone is the callee; {@code *} is any.
   *
   * @throws CommandException if there is no such cubicle or function, or no call fits
   */
  static CallFilter parse(List<String> words, MonitorState state) throws CommandException {
    final List<OptionalInt> cubicles = new ArrayList<>();
    String function = "";
    for (String word : words) {
      if (word.equals(ANY)) {
        cubicles.add(OptionalInt.empty());
      } else if (state.cubicleNumber(word).isPresent()) {
        cubicles.add(OptionalInt.of(state.cubicleNumber(word).get()));
      } else if (function.isEmpty()) {
        function = word;
      } else {
        throw new CommandException(word + ": there is no such cubicle");
      }
    }
    if (cubicles.size() > 2) {
      throw new CommandException("a call has one caller and one callee");
    }
    final OptionalInt to = cubicles.isEmpty() ? OptionalInt.empty() : cubicles.getLast();
    final OptionalInt from = cubicles.size() < 2 ? OptionalInt.empty() : cubicles.getFirst();
    final String name = function;
    final Set<Long> targets =
        state.image().manifest().functions().stream()
            .filter(row -> name.isEmpty() || row.name().equals(name))
            .filter(row -> to.isEmpty() || row.cubicle() == to.getAsInt())
            .map(Manifest.Function::target)
            .collect(Collectors.toSet());
    if (targets.isEmpty()) {
      throw new CommandException(
          name.isEmpty()
              ? "nobody calls that cubicle"
              : name + ": no such cubicle, nor function that is called across cubicles");
    }
    return new CallFilter(from, to, name, targets);
  }

  /** In words, for a list. */
  String words(MonitorState state) {
    return "calls%s%s%s"
        .formatted(
            from.isPresent() ? " from " + state.cubicleName(from.getAsInt()) : "",
            to.isPresent() ? " to " + state.cubicleName(to.getAsInt()) : "",
            function.isEmpty() ? "" : " of " + function);
  }
}
