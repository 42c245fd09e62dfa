package dev.cubicle.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A report as JSON.
 *
 * <pre>
 * {"experiment", "title", "rounds",
 *  "rows": [{"name", "unit", "medians": {PLACE: …}, "ratios": {"PLACE/PLACE": … or null},
 *            "samples": {PLACE: […]}}],
 *  "aims": [{"what", "unit", "bound": "at least" or "at most", "limit", "value", "met"}],
 *  "environment": {…}}
 * </pre>
 */
public final class JsonWriter {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonWriter() {}

  /** Writes a report's tree to a file, in place of what is there. */
  public static void write(JsonNode report, Path file) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(report) + "\n");
  }

  /** The report, for more to be added. */
  public static ObjectNode tree(Report report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("experiment", report.experiment());
    root.put("title", report.title());
    root.put("rounds", report.rounds());
    var rows = root.putArray("rows");
    report.rows().forEach(row -> describe(row, rows.addObject()));
    var aims = root.putArray("aims");
    report.aims().forEach(aim -> describe(aim, aims.addObject()));
    ObjectNode environment = root.putObject("environment");
    report.environment().forEach(environment::put);
    return root;
  }

  private static void describe(Row row, ObjectNode node) {
    node.put("name", row.name());
    node.put("unit", row.unit());
    ObjectNode medians = node.putObject("medians");
    row.samples().forEach((place, samples) -> medians.put(place, samples.median()));
    ObjectNode ratios = node.putObject("ratios");
    row.comparisons()
        .forEach(
            comparison -> {
              var ratio = row.ratio(comparison);
              ratios.put(comparison.name(), ratio.isPresent() ? ratio.getAsDouble() : null);
            });
    ObjectNode all = node.putObject("samples");
    row.samples().forEach((place, samples) -> samples.values().forEach(all.withArray(place)::add));
  }

  private static void describe(Aim aim, ObjectNode node) {
    node.put("what", aim.what());
    node.put("unit", aim.unit());
    node.put("bound", aim.bound().words());
    node.put("limit", aim.limit());
    // JSON has no word for what is not a number.
    node.put("value", Double.isNaN(aim.value()) ? null : aim.value());
    node.put("met", aim.met());
  }
}
