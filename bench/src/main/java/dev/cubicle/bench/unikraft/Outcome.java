package dev.cubicle.bench.unikraft;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;
import static dev.cubicle.bench.place.ProcessPlace.NATIVE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cubicle.bench.place.RunCounts;
import dev.cubicle.bench.report.Figures;
import dev.cubicle.bench.report.JsonWriter;
import dev.cubicle.bench.report.Report;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import dev.cubicle.bench.report.TableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of measuring a tree.
 *
 * @param report times, for what all experiments have in common
 * @param measured the stock image first; as many as the report has rows
 * @param failures one line for each image that was not built, or did something else
 * @param notes one line each
 */
public record Outcome(
    Report report, List<Measured> measured, List<String> failures, List<String> notes) {

  private static final String NONE = "–";

  /** Nothing of a tree is changed. */
  private static final int LINES_OF_C = 0;

  private static final List<String> HEAD =
      List.of(
          "",
          "time",
          "by stock",
          "cubicles",
          "crossings",
          "faults",
          "re-tags",
          "readable",
          "writable",
          "heaps",
          "policy",
          "C");

  private static final List<String> LEGEND =
      List.of(
          "cubicles: isolated ones; crossings: calls between cubicles; re-tags: pages that got",
          "another key; readable, writable: pages of each other that isolated cubicles can touch",
          "without asking, over all pairs, and the mean share of an owner's pages; heaps: pairs in",
          "which all that the owner allocates is open; policy: its lines; C: lines of it changed");

  private static final String PAPER =
      "paper (CubicleOS, ASPLOS'21): SQLite with 620 lines of C changed,"
          + " 1.7–8× the time of Unikraft";

  public Outcome {
    measured = List.copyOf(measured);
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /** Whether every image was built and did the same. */
  public boolean complete() {
    return failures.isEmpty();
  }

  /** A row's time by another's, in the emulator. */
  static double slowdown(Row row, Row stock) {
    return row.median(EMULATED) / stock.median(EMULATED);
  }

  /** For a person; every line ends with a line feed. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(report.title());
    lines.add(
        "medians of %d round%s, alternating (least to most), in the emulator"
            .formatted(report.rounds(), report.rounds() == 1 ? "" : "s"));
    lines.add("");
    lines.addAll(TableWriter.align(cells()));
    lines.add("");
    lines.addAll(LEGEND);
    lines.add("");
    lines.add(PAPER);
    lines.add("");
    failures.forEach(failure -> lines.add("FAILED: " + failure));
    notes.forEach(note -> lines.add("note: " + note));
    report.aims().forEach(aim -> lines.add(TableWriter.line(aim)));
    if (!lines.getLast().isEmpty()) {
      lines.add("");
    }
    report.environment().forEach((what, value) -> lines.add(what + ": " + value));
    return String.join("\n", lines) + "\n";
  }

  private List<List<String>> cells() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEAD);
    Row stock = measured.getFirst().row();
    for (Measured each : measured) {
      if (each.row().samples().containsKey(NATIVE)) {
        cells.add(
            plain(
                each.row().name() + ", natively",
                each.row().samples().get(NATIVE),
                each.row().median(NATIVE) / stock.median(EMULATED)));
      }
      cells.add(cells(each, slowdown(each.row(), stock)));
    }
    return cells;
  }

  private static List<String> plain(String name, Samples samples, double slowdown) {
    List<String> line = new ArrayList<>(List.of(name, TableWriter.cell(samples, "s")));
    line.add(Figures.of(slowdown, "×"));
    while (line.size() < HEAD.size()) {
      line.add(NONE);
    }
    return line;
  }

  private static List<String> cells(Measured each, double slowdown) {
    Samples samples = each.row().samples().get(EMULATED);
    if (each.isolation().isEmpty()) {
      return plain(each.row().name(), samples, slowdown);
    }
    Variant.Isolation isolation = each.isolation().get();
    Exposed exposed = isolation.exposed();
    return List.of(
        each.row().name(),
        TableWriter.cell(samples, "s"),
        Figures.of(slowdown, "×"),
        number(isolation.isolated()),
        each.counts().map(RunCounts::calls).map(Outcome::number).orElse(NONE),
        each.counts().map(RunCounts::faults).map(Outcome::number).orElse(NONE),
        each.counts().map(RunCounts::retags).map(Outcome::number).orElse(NONE),
        pages(exposed.readable(), exposed.readableShare()),
        pages(exposed.writable(), exposed.writableShare()),
        "%d/%d".formatted(exposed.heaps(), exposed.pairs()),
        number(isolation.lines()),
        number(LINES_OF_C));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String pages(long pages, double share) {
    return String.format(Locale.ROOT, "%,d (%.1f %%)", pages, 100 * share);
  }

  /**
   * As {@link JsonWriter} has it, with more in every row but the stock image's:
   *
   * <pre>
   * {… "slowdown", "cubicles": {"isolated", "shared"}, "policy", "policyLines", "linesOfC",
   *  "calls", "faults", "retags",
   *  "exposure": {"readable", "writable", "readableShare", "writableShare", "heaps", "pairs"}}
   * </pre>
   *
   * and with the lists "failures" and "notes".
   */
  public JsonNode json() {
    ObjectNode root = JsonWriter.tree(report);
    ArrayNode rows = root.withArray("rows");
    for (int i = 0; i < measured.size(); i++) {
      Measured each = measured.get(i);
      ObjectNode node = (ObjectNode) rows.get(i);
      node.put("slowdown", slowdown(each.row(), measured.getFirst().row()));
      each.isolation().ifPresent(isolation -> describe(isolation, node));
      each.counts()
          .ifPresent(
              counts -> {
                node.put("calls", counts.calls());
                node.put("faults", counts.faults());
                node.put("retags", counts.retags());
              });
    }
    failures.forEach(root.putArray("failures")::add);
    notes.forEach(root.putArray("notes")::add);
    return root;
  }

  private static void describe(Variant.Isolation isolation, ObjectNode node) {
    node.putObject("cubicles")
        .put("isolated", isolation.isolated())
        .put("shared", isolation.shared());
    node.put("policy", isolation.policy());
    node.put("policyLines", isolation.lines());
    node.put("linesOfC", LINES_OF_C);
    Exposed exposed = isolation.exposed();
    node.putObject("exposure")
        .put("readable", exposed.readable())
        .put("writable", exposed.writable())
        .put("readableShare", exposed.readableShare())
        .put("writableShare", exposed.writableShare())
        .put("heaps", exposed.heaps())
        .put("pairs", exposed.pairs());
  }
}
