package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.policy.Policy.ArgumentWindow;
import dev.cubicle.trampolines.policy.Policy.FunctionRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The tables {@code [functions.NAME]}. */
final class FunctionRules {

  /** Bytes of stack arguments that every call would copy are few; 256 words are 2 KiB. */
  private static final int MOST_STACK_WORDS = 256;

  private enum Access {
    READ,
    WRITE
  }

  private enum Scope {
    CALLEE,
    CALLEES
  }

  private final Map<String, PolicyDocument.Function> rows;
  private final Values values;

  FunctionRules(Map<String, PolicyDocument.Function> rows, Values values) {
    this.rows = rows;
    this.values = values;
  }

  Map<String, FunctionRule> read() throws BadInputException {
    final Map<String, FunctionRule> rules = new LinkedHashMap<>();
    for (Map.Entry<String, PolicyDocument.Function> row : rows.entrySet()) {
      final String name = values.symbol(row.getKey(), "functions", row.getKey());
      final Integer words = row.getValue().stackWords();
      values.number(words, 0, MOST_STACK_WORDS, 0, "functions", name, "stack-words");
      rules.put(
          name,
          new FunctionRule(
              name,
              words == null ? OptionalInt.empty() : OptionalInt.of(words),
              windows(name, row.getValue().windows()),
              place(name, row.getValue())));
    }
    return Collections.unmodifiableMap(rules);
  }

  private String place(String name, PolicyDocument.Function row) {
    return row.windows().isEmpty()
        ? values.place("functions", name)
        : values.place("functions", name, "windows", 0);
  }

  private List<ArgumentWindow> windows(String function, List<PolicyDocument.Window> rows)
      throws BadInputException {
    final List<ArgumentWindow> windows = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      final ArgumentWindow window = window(rows.get(i), "functions", function, "windows", i);
      if (windows.stream().anyMatch(other -> other.parameter().equals(window.parameter()))) {
        throw values.at(
            "%s of %s has a window already"
                .formatted(
                    window.parameter().isPresent()
                        ? "parameter " + window.parameter().getAsInt()
                        : "the stack of the callers",
                    function),
            "functions",
            function,
            "windows",
            i);
      }
      windows.add(window);
    }
    return List.copyOf(windows);
  }

  private ArgumentWindow window(PolicyDocument.Window row, Object... path)
      throws BadInputException {
    if (row.stack() != null) {
      return stack(row, path);
    }
    if (row.parameter() == null) {
      throw values.at(
          "the key is missing: which parameter is the pointer?", with(path, "parameter"));
    }
    final int parameter =
        values.number(row.parameter(), 1, WindowSize.MOST_PARAMETERS, 1, with(path, "parameter"));
    final WindowSize size = size(row, path);
    if (size.parameters().contains(parameter)) {
      throw values.at(
          "parameter %d is the pointer; its size is another's value".formatted(parameter),
          with(path, "size"));
    }
    final boolean transitive = transitive(row, path);
    final BufferMapping mapping = mapping(row, path);
    if (transitive && mapping == BufferMapping.COPY) {
      throw values.at(
          "a copy is the callee's own, to pass on by a window of its own: leave out for = \"callees\"",
          with(path, "map"));
    }
    return new ArgumentWindow(
        OptionalInt.of(parameter),
        size.sizeParameter(),
        size.countParameter(),
        size.scale(),
        size.fixed(),
        size.string(),
        write(row, path),
        transitive,
        mapping);
  }

  /** What the caller has on its stack: structures that point to others there. */
  private ArgumentWindow stack(PolicyDocument.Window row, Object... path) throws BadInputException {
    if (row.parameter() != null || row.size() != null) {
      throw values.at(
          "the caller's stack is no parameter, and this its size: make two entries of it",
          with(path, "stack"));
    }
    final OptionalLong size = ByteSize.parse(row.stack());
    if (size.isEmpty() || size.getAsLong() < 1 || size.getAsLong() > WindowSize.MOST) {
      throw values.at(
          "%s is no size of 1 byte to 1 GiB; write %s"
              .formatted(Values.shown(row.stack()), ByteSize.EXAMPLES),
          with(path, "stack"));
    }
    if (mapping(row, path) == BufferMapping.COPY) {
      throw values.at(
          "what points into the stack would point past a copy of it: fault or call",
          with(path, "map"));
    }
    return new ArgumentWindow(
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        1,
        size.getAsLong(),
        false,
        write(row, path),
        transitive(row, path),
        mapping(row, path));
  }

  private boolean write(PolicyDocument.Window row, Object... path) throws BadInputException {
    return values.word(Access.class, row.access(), Access.READ, with(path, "access"))
        == Access.WRITE;
  }

  private boolean transitive(PolicyDocument.Window row, Object... path) throws BadInputException {
    return values.word(Scope.class, row.scope(), Scope.CALLEE, with(path, "for")) == Scope.CALLEES;
  }

  private BufferMapping mapping(PolicyDocument.Window row, Object... path)
      throws BadInputException {
    return values.word(BufferMapping.class, row.map(), BufferMapping.FAULT, with(path, "map"));
  }

  private WindowSize size(PolicyDocument.Window row, Object... path) throws BadInputException {
    if (row.size() == null) {
      throw values.at("the key is missing: how large is the buffer?", with(path, "size"));
    }
    final Optional<WindowSize> size =
        row.size().isValueNode() ? WindowSize.parse(row.size().asText()) : Optional.empty();
    if (size.isEmpty()) {
      throw values.at(
          ("%s is not a size; write such as 128, \"parameter 3\", \"4 * parameter 3\","
                  + " \"parameter 2 * parameter 3\", \"16 + 8 * parameter 3\" or \"string\"")
              .formatted(Values.shown(row.size())),
          with(path, "size"));
    }
    final Optional<String> objection = size.get().objection();
    if (objection.isPresent()) {
      throw values.at(objection.get(), with(path, "size"));
    }
    return size.get();
  }

  private static Object[] with(Object[] path, String key) {
    final List<Object> longer = new ArrayList<>(List.of(path));
    longer.add(key);
    return longer.toArray();
  }
}
