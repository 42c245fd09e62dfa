package dev.cubicle.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A report as a picture: for every row a group of bars, one for each place. The places' speeds lie
 * far apart, so every place has a panel and a scale of its own: lengths compare rows within a
 * place.
 */
public final class BarChart {
  private static final int LABEL_WIDTH = 190;
  private static final int PANEL_WIDTH = 250;
  private static final int PANEL_GAP = 30;
  private static final int ROW_HEIGHT = 24;
  private static final int BAR_HEIGHT = 16;
  private static final int HEAD = 64;
  private static final int VALUE_WIDTH = 92;
  private static final List<String> COLOURS = List.of("#2a6f97", "#e07a2f", "#5b8c3a", "#8a5aa5");

  private final Report report;
  private final List<String> places;
  private final StringBuilder svg = new StringBuilder();

  private BarChart(Report report) {
    this.report = report;
    this.places =
        report.rows().stream().flatMap(row -> row.samples().keySet().stream()).distinct().toList();
  }

  /** An SVG document. Next to every bar: its median, and how often the first row's it is. */
  public static String of(Report report) {
    return new BarChart(report).draw();
  }

  private String draw() {
    int width = LABEL_WIDTH + places.size() * (PANEL_WIDTH + PANEL_GAP);
    int height = HEAD + report.rows().size() * ROW_HEIGHT + 20;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        """
            .formatted(width, height, width, height));
    text(12, 22, "start", "font-size=\"15\" font-weight=\"bold\"", report.title());
    for (int i = 0; i < report.rows().size(); i++) {
      text(LABEL_WIDTH - 10, baseline(i), "end", "", report.rows().get(i).name());
    }
    for (int i = 0; i < places.size(); i++) {
      panel(places.get(i), LABEL_WIDTH + i * (PANEL_WIDTH + PANEL_GAP), colour(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private void panel(String place, int left, String colour) {
    text(left, HEAD - 12, "start", "font-weight=\"bold\" fill=\"" + colour + "\"", place);
    double most = medians(place).stream().mapToDouble(Double::doubleValue).max().orElse(1);
    double first = medians(place).getFirst();
    for (int i = 0; i < report.rows().size(); i++) {
      Row row = report.rows().get(i);
      if (!row.samples().containsKey(place)) {
        text(left, baseline(i), "start", "fill=\"#999\"", "not measured here");
        continue;
      }
      double median = row.median(place);
      double length = Math.max(1, median / most * (PANEL_WIDTH - VALUE_WIDTH));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              left,
              HEAD + i * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2,
              length,
              BAR_HEIGHT,
              colour));
      String value = "%s  %.2f×".formatted(Figures.of(median, row.unit()), median / first);
      text(left + (int) length + 5, baseline(i), "start", "", value);
    }
  }

  private List<Double> medians(String place) {
    List<Double> medians = new ArrayList<>();
    for (Row row : report.rows()) {
      if (row.samples().containsKey(place)) {
        medians.add(row.median(place));
      }
    }
    return medians;
  }

  private static int baseline(int row) {
    return HEAD + row * ROW_HEIGHT + ROW_HEIGHT / 2 + 4;
  }

  private static String colour(int place) {
    return COLOURS.get(place % COLOURS.size());
  }

  private void text(int x, int y, String anchor, String attributes, String words) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" xml:space=\"preserve\" %s>%s</text>%n"
            .formatted(x, y, anchor, attributes, escaped(words)));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
