package dev.cubicle.trampolines.inspect;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;

/**
 * The cubicles as boxes of text, callers above callees. Three boxes stand side by side in 80
 * columns; what a box calls is told in it, as lines between boxes are legible for a few only.
 */
final class BoxDrawing {

  private static final int ABREAST = 3;
  private static final int INSIDE = 21;
  private static final int MOST_LINES = 5;

  private final Overview overview;
  private final StringBuilder text = new StringBuilder();

  private BoxDrawing(Overview overview) {
    this.overview = overview;
  }

  static String of(Overview overview) {
    return new BoxDrawing(overview).draw();
  }

  private String draw() {
    final List<List<Overview.Cubicle>> layers = Layers.of(overview);
    for (int i = 0; i < layers.size(); i++) {
      if (i > 0) {
        text.append(" ".repeat(INSIDE / 2 + 3)).append("v\n");
      }
      layer(layers.get(i));
    }
    text.append("\n  open to all of them:\n");
    layer(
        overview.cubicles().stream()
            .filter(cubicle -> cubicle.number() == 0 || !cubicle.callable())
            .toList());
    return text.toString();
  }

  private void layer(List<Overview.Cubicle> cubicles) {
    for (List<Overview.Cubicle> row : Lists.partition(cubicles, ABREAST)) {
      final List<List<String>> boxes = row.stream().map(this::box).toList();
      final int height = boxes.stream().mapToInt(List::size).max().orElse(0);
      row(row.stream().map(BoxDrawing::top).toList());
      for (int line = 0; line < height; line++) {
        final int number = line;
        row(boxes.stream().map(box -> side(number < box.size() ? box.get(number) : "")).toList());
      }
      row(row.stream().map(_ -> "+" + "-".repeat(INSIDE + 2) + "+").toList());
    }
  }

  private void row(List<String> pieces) {
    text.append("  ").append(String.join(" ", pieces)).append('\n');
  }

  private static String top(Overview.Cubicle cubicle) {
    final String title = Words.cut("%d %s".formatted(cubicle.number(), cubicle.name()), INSIDE - 2);
    return "+- " + title + " " + "-".repeat(INSIDE - title.length() - 1) + "+";
  }

  private static String side(String content) {
    return "| %-21s |".formatted(content);
  }

  private List<String> box(Overview.Cubicle cubicle) {
    final List<String> lines = new ArrayList<>();
    lines.add(
        cubicle.number() == 0
            ? "the monitor, key 0"
            : "%s, key %s".formatted(Words.kind(cubicle), Words.key(cubicle)));
    lines.add(
        "%s code, %s data"
            .formatted(
                Words.size(cubicle.code() + cubicle.constants()), Words.size(cubicle.data())));
    final long open = cubicle.entries().stream().filter(overview::isOpenToAll).count();
    if (open > 0 && cubicle.callable()) {
      lines.add("<- everyone " + open);
    }
    final List<String> callees =
        overview.calls().stream()
            .filter(call -> call.from() == cubicle.number() && !call.byName().isEmpty())
            .filter(call -> call.to() != 0)
            .map(
                call ->
                    Words.cut(overview.nameOf(call.to()), INSIDE - 8) + " " + call.byName().size())
            .toList();
    final List<String> wrapped = Words.wrap(callees, ", ", INSIDE - 3);
    for (int i = 0; i < Math.min(wrapped.size(), MOST_LINES); i++) {
      lines.add((i == 0 ? "-> " : "   ") + wrapped.get(i));
    }
    if (wrapped.size() > MOST_LINES) {
      lines.add("   and more");
    }
    return lines;
  }
}
