package dev.cubicle.trampolines.inspect;

import com.google.common.xml.XmlEscapers;
import dev.cubicle.trampolines.inspect.Exposure.Pair;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Exposure as an SVG heat map: a row for each cubicle that runs as itself, a column for each owner;
 * the darker the upper left half of a cell, the more of the owner's pages can be read, the darker
 * the lower right half, the more can be written. A ring is a heap that is open, a dot are buffers
 * during calls. The numbers are told when the pointer rests on a cell.
 */
public final class ExposureDrawing {

  private static final int CELL = 26;
  private static final int LEFT = 170;
  private static final int TOP = 170;
  private static final int RIGHT = 40;
  private static final int LEGEND = 78;
  private static final int NAME = 20;
  private static final int MOST_OPENINGS = 12;

  /** What little can be touched is to be seen, too: a share's colour is by its square root. */
  private static final int READ_HUE = 212;

  private static final int WRITE_HUE = 4;

  private final Exposure exposure;
  private final Overview overview;
  private final List<Overview.Cubicle> rows;
  private final StringBuilder svg = new StringBuilder();

  private ExposureDrawing(Exposure exposure) {
    this.exposure = exposure;
    this.overview = exposure.overview();
    this.rows = overview.cubicles().stream().filter(Overview.Cubicle::callable).toList();
  }

  /** The text of an SVG file. */
  public static String of(Exposure exposure) {
    return new ExposureDrawing(exposure).draw();
  }

  private String draw() {
    head();
    for (Overview.Cubicle column : overview.cubicles()) {
      add(
          "<text transform=\"translate(%d %d) rotate(-60)\">%s</text>\n",
          x(column.number()) + CELL / 2, TOP - 8, escape(label(column)));
    }
    for (int row = 0; row < rows.size(); row++) {
      add(
          "<text class=\"row\" x=\"%d\" y=\"%d\">%s</text>\n",
          LEFT - 8, y(row) + CELL / 2 + 4, escape(label(rows.get(row))));
      final int number = rows.get(row).number();
      add(
          "<rect class=\"own\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
          x(number), y(row), CELL, CELL);
    }
    for (Pair pair : exposure.pairs()) {
      cell(pair);
    }
    legend();
    return svg.append("</svg>\n").toString();
  }

  private static int x(int column) {
    return LEFT + column * CELL;
  }

  private static int y(int row) {
    return TOP + row * CELL;
  }

  private int rowOf(int cubicle) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).number() == cubicle) {
        return row;
      }
    }
    throw new IllegalArgumentException("no row for cubicle " + cubicle);
  }

  private static String label(Overview.Cubicle cubicle) {
    final String name = Words.cut(cubicle.name(), NAME);
    return Words.isolated(cubicle) || cubicle.number() == 0
        ? name
        : name + " (" + Words.kind(cubicle) + ")";
  }

  private void head() {
    final int width = Math.max(x(overview.cubicles().size()) + RIGHT, 640);
    final int height = y(rows.size()) + LEGEND;
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        role="img" aria-label="What the cubicles of %3$s can touch of each other">
        <style>
        text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222; }
        .title { font-size: 15px; font-weight: 600; } .row { text-anchor: end; }
        .own { fill: #e4e4e4; } .frame { fill: none; stroke: #bbb; } .cell:hover .frame { stroke: #222; }
        .heap { fill: none; stroke: #222; stroke-width: 1.4; } .call { fill: #222; }
        </style>
        <rect width="%1$d" height="%2$d" fill="#fff"/>
        <text class="title" x="16" y="26">%3$s: rows touch%4$s pages of columns</text>
        """,
        width,
        height,
        escape(Words.cut(overview.name(), 60)),
        exposure.run().isPresent() ? "ed in a run" : "");
  }

  private void cell(Pair pair) {
    final int left = x(pair.owner());
    final int top = y(rowOf(pair.accessor()));
    add("<g class=\"cell\"><title>%s</title>", escape(tooltip(pair)));
    add(
        "<path d=\"M%d %d h%d L%d %d z\" fill=\"%s\"/>",
        left, top, CELL, left, top + CELL, colour(READ_HUE, exposure.readable(pair)));
    add(
        "<path d=\"M%d %d v%d h-%d z\" fill=\"%s\"/>",
        left + CELL, top, CELL, CELL, colour(WRITE_HUE, exposure.writable(pair)));
    if (pair.heap() != Exposure.Access.NOTHING) {
      add("<circle class=\"heap\" cx=\"%d\" cy=\"%d\" r=\"7\"/>", left + CELL / 2, top + CELL / 2);
    }
    if (pair.forCalls().windows() > 0) {
      add(
          "<circle class=\"call\" cx=\"%d\" cy=\"%d\" r=\"2.2\"/>",
          left + CELL / 2, top + CELL / 2);
    }
    add(
        "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></g>\n",
        left, top, CELL, CELL);
  }

  private static String colour(int hue, double share) {
    final double lightness = 100 - 62 * Math.sqrt(Math.min(1, share));
    return String.format(Locale.ROOT, "hsl(%d 70%% %.0f%%)", hue, lightness);
  }

  private String tooltip(Pair pair) {
    final String openings =
        pair.openings().stream()
            .limit(MOST_OPENINGS)
            .map(
                opening ->
                    "\n%s%s%s"
                        .formatted(
                            opening.what(),
                            opening.pages() > 0 ? ": " + opening.pages() : "",
                            opening.write() ? ", written" : ""))
            .collect(Collectors.joining());
    return "%s, of %d pages of %s: reads %d, writes %d\nduring calls: %d buffers of %d functions%s"
        .formatted(
            overview.nameOf(pair.accessor()),
            exposure.holdings().get(pair.owner()).pages(),
            overview.nameOf(pair.owner()),
            pair.readable(),
            pair.writable(),
            pair.forCalls().windows(),
            pair.forCalls().functions(),
            openings
                + (pair.openings().size() > MOST_OPENINGS
                    ? "\n… (%d)".formatted(pair.openings().size())
                    : ""));
  }

  private void legend() {
    final int top = y(rows.size()) + 24;
    for (int step = 0; step <= 4; step++) {
      final double share = step / 4.0;
      final int left = 16 + step * 44;
      add("<path d=\"M%d %d h20 l-20 20 z\" fill=\"%s\"/>", left, top, colour(READ_HUE, share));
      add("<path d=\"M%d %d v20 h-20 z\" fill=\"%s\"/>", left + 20, top, colour(WRITE_HUE, share));
      add(
          "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"20\" height=\"20\"/>"
              + "<text x=\"%d\" y=\"%d\">%.0f %%</text>\n",
          left, top, left, top + 36, 100 * share);
    }
    add(
        """
        <text x="250" y="%1$d">blue: share of pages that can be read, red: written</text>
        <circle class="heap" cx="257" cy="%2$d" r="7"/><text x="272" y="%3$d">the heap, too</text>
        <circle class="call" cx="377" cy="%2$d" r="2.2"/><text x="388" y="%3$d">buffers, during calls</text>
        """,
        top + 12, top + 31, top + 35);
  }

  private static String escape(String text) {
    return XmlEscapers.xmlAttributeEscaper().escape(text);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
