package dev.cubicle.trampolines.inspect;

import com.google.common.collect.Lists;
import com.google.common.xml.XmlEscapers;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An overview as an SVG drawing: cubicles as boxes, callers above callees, calls as arrows whose
 * width grows with the number of functions, windows that are open for ever as dashed lines. What a
 * line stands for is told when the pointer rests on it.
 */
public final class OverviewDrawing {

  private static final int WIDTH = 196;
  private static final int HEIGHT = 78;
  private static final int GAP_X = 28;
  private static final int GAP_Y = 74;
  private static final int MARGIN = 60;
  private static final int TITLE = 44;
  private static final int ABREAST = 8;
  private static final int LEGEND = 56;
  private static final int MOST_NAMES = 30;

  private record Place(double x, double y) {}

  private final Overview overview;
  private final Map<Integer, Place> places = new HashMap<>();
  private final StringBuilder svg = new StringBuilder();
  private int columns = 3;
  private int rows;

  private OverviewDrawing(Overview overview) {
    this.overview = overview;
  }

  /** The text of an SVG file. */
  public static String of(Overview overview) {
    return new OverviewDrawing(overview).draw();
  }

  private String draw() {
    Layers.of(overview).forEach(layer -> Lists.partition(layer, ABREAST).forEach(this::place));
    final List<Overview.Cubicle> open =
        overview.cubicles().stream()
            .filter(cubicle -> cubicle.number() == 0 || !cubicle.callable())
            .toList();
    Lists.partition(open, ABREAST).forEach(this::place);
    centre();
    head();
    overview.calls().stream()
        .filter(call -> call.to() != 0 && !call.byName().isEmpty())
        .forEach(this::arrow);
    overview.grants().forEach(this::window);
    overview.cubicles().forEach(this::box);
    legend();
    return svg.append("</svg>\n").toString();
  }

  private void place(List<Overview.Cubicle> row) {
    columns = Math.max(columns, row.size());
    for (int i = 0; i < row.size(); i++) {
      places.put(row.get(i).number(), new Place(i, TITLE + rows * (double) (HEIGHT + GAP_Y)));
    }
    rows++;
  }

  /** Columns become places, each row in the middle. */
  private void centre() {
    final Map<Double, Long> widths =
        places.values().stream().collect(Collectors.groupingBy(Place::y, Collectors.counting()));
    places.replaceAll(
        (_, place) -> {
          final double free = (columns - widths.get(place.y())) * (WIDTH + GAP_X) / 2.0;
          return new Place(MARGIN + free + place.x() * (WIDTH + GAP_X), place.y());
        });
  }

  private int width() {
    return 2 * MARGIN + columns * (WIDTH + GAP_X) - GAP_X;
  }

  private int height() {
    return TITLE + rows * (HEIGHT + GAP_Y) - GAP_Y + LEGEND;
  }

  private void head() {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        role="img" aria-label="Cubicles of %3$s and who calls whom">
        <defs>
        <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" \
        markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="#555"/></marker>
        </defs>
        <style>
        text { font-family: system-ui, sans-serif; font-size: 13px; fill: #222; }
        .title { font-size: 15px; font-weight: 600; }
        .name { font-weight: 600; }
        .small { font-size: 11px; fill: #555; }
        .box { stroke: #555; stroke-width: 1.2; }
        .isolated { fill: #eef3fb; } .shared { fill: #fbf5e6; } .trusted { fill: #f1f7ee; }
        .call { fill: none; stroke: #555; stroke-opacity: .65; marker-end: url(#tip); }
        .call:hover, .window:hover { stroke: #c22; stroke-opacity: 1; }
        .window { fill: none; stroke: #2a7; stroke-width: 1.6; stroke-dasharray: 5 4; }
        </style>
        <rect width="%1$d" height="%2$d" fill="#fff"/>
        <text class="title" x="%4$d" y="26">%3$s</text>
        """,
        width(), height(), escape(Words.cut(overview.name(), 80)), MARGIN);
  }

  private void box(Overview.Cubicle cubicle) {
    final Place place = places.get(cubicle.number());
    final String key = cubicle.key().isPresent() ? "key " + cubicle.key().getAsInt() : "key varies";
    add(
        "<g><title>%s</title><rect class=\"box %s\" x=\"%.0f\" y=\"%.0f\" width=\"%d\""
            + " height=\"%d\" rx=\"6\"/>\n",
        escape(tooltip(cubicle)), Words.kind(cubicle), place.x(), place.y(), WIDTH, HEIGHT);
    label("name", place, 20, "%d %s".formatted(cubicle.number(), Words.cut(cubicle.name(), 19)));
    label("small", place, 37, Words.kind(cubicle) + ", " + key);
    label(
        "small",
        place,
        53,
        "%s code, %s data, %s stack"
            .formatted(
                Words.size(cubicle.code() + cubicle.constants()),
                Words.size(cubicle.data()),
                Words.size(cubicle.row().stackSize())));
    final long open = cubicle.entries().stream().filter(overview::isOpenToAll).count();
    if (open > 0 && cubicle.callable()) {
      label("small", place, 69, "everyone may call " + open);
    }
    add("</g>\n");
  }

  private void label(String style, Place place, int down, String text) {
    add(
        "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
        style, place.x() + 10, place.y() + down, escape(text));
  }

  private String tooltip(Overview.Cubicle cubicle) {
    return cubicle.name()
        + "\nentry points: "
        + names(cubicle.entries())
        + "\nsystem calls: "
        + (cubicle.systemCalls().isEmpty() ? "none" : String.join(", ", cubicle.systemCalls()))
        + (overview.constantsForEveryone(cubicle) ? "\neveryone reads its constants" : "");
  }

  private static String names(List<Manifest.Function> functions) {
    if (functions.isEmpty()) {
      return "none";
    }
    return functions.stream()
            .limit(MOST_NAMES)
            .map(Manifest.Function::name)
            .collect(Collectors.joining(", "))
        + (functions.size() > MOST_NAMES ? ", … (%d)".formatted(functions.size()) : "");
  }

  private void arrow(Overview.Call call) {
    final Place from = places.get(call.from());
    final Place to = places.get(call.to());
    add(
        "<path class=\"call\" stroke-width=\"%.1f\" d=\"%s\"><title>%s</title></path>\n",
        Math.min(6, 1 + Math.log(call.byName().size())),
        curve(from, to),
        escape(
            "%s -> %s: %s"
                .formatted(
                    overview.nameOf(call.from()),
                    overview.nameOf(call.to()),
                    names(call.byName()))));
  }

  private void window(Overview.Grant grant) {
    final Place from = places.get(grant.row().owner());
    grant
        .row()
        .to()
        .members()
        .filter(to -> to != grant.row().owner())
        .mapToObj(places::get)
        .forEach(
            to ->
                add(
                    "<path class=\"window\" d=\"%s\"><title>%s</title></path>\n",
                    curve(from, to),
                    escape(
                        "%s of %s, open for %s"
                            .formatted(
                                grant.symbol(),
                                overview.nameOf(grant.row().owner()),
                                grant.row().write() ? "writing" : "reading"))));
  }

  /**
   * From the bottom of a box to the top of a lower one, in a bow around the boxes between them; out
   * below and in from below to one that is not lower.
   */
  private static String curve(Place from, Place to) {
    final double x1 = from.x() + WIDTH / 2.0 + (to.x() - from.x()) / 12;
    final double x2 = to.x() + WIDTH / 2.0 + (from.x() - to.x()) / 12;
    final double y1 = from.y() + HEIGHT;
    if (to.y() > from.y()) {
      final boolean next = to.y() - y1 <= GAP_Y;
      final double bend = next ? GAP_Y / 2.0 : (to.y() - y1) / 3;
      final double bow = next ? 0 : x2 >= x1 ? WIDTH : -WIDTH;
      return path(x1, y1, x1 + bow, y1 + bend, x2 + bow, to.y() - bend, x2, to.y());
    }
    final double side = x1 < x2 ? 30 : -30;
    final double y2 = to.y() + HEIGHT;
    return path(x1, y1, x1 + side, y1 + 48, x2 - side, y2 + 48, x2, y2);
  }

  private static String path(Double... points) {
    return String.format(
        Locale.ROOT, "M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f", (Object[]) points);
  }

  private void legend() {
    final int y = height() - 18;
    add(
        """
        <path class="call" stroke-width="1.5" d="M%d %d h40"/><text class="small" x="%d" y="%d">calls \
        (wider: more functions)</text>
        <path class="window" d="M%d %d h40"/><text class="small" x="%d" y="%d">window that is open for \
        ever</text>
        """,
        MARGIN, y - 4, MARGIN + 48, y, MARGIN + 230, y - 4, MARGIN + 278, y);
  }

  private static String escape(String text) {
    return XmlEscapers.xmlAttributeEscaper().escape(text);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
