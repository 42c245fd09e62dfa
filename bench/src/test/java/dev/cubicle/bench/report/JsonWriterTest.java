package dev.cubicle.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonWriterTest {
  private static final String EXPECTED =
      """
      {"experiment": "switch", "title": "The cost of a switch", "rounds": 3,
       "rows": [
        {"name": "WRPKRU, 16 pages", "unit": "ns",
         "medians": {"cubicle": 500.0, "qemu": 5500.0},
         "ratios": {"qemu/cubicle": 11.0},
         "samples": {"cubicle": [500.0, 400.0, 600.0], "qemu": [5500.0, 5000.0, 7000.0]}},
        {"name": "noise", "unit": "ns",
         "medians": {"cubicle": -3.0, "qemu": 12.34},
         "ratios": {"qemu/cubicle": null},
         "samples": {"cubicle": [-3.0], "qemu": [12.34]}}],
       "aims": [
        {"what": "ratio", "unit": "×", "bound": "at least", "limit": 10.0, "value": 11.0,
         "met": true},
        {"what": "noise", "unit": "×", "bound": "at most", "limit": 2.0, "value": null,
         "met": false}],
       "environment": {"processor": "a \\"fast\\" one", "qemu": "1.2"}}
      """;

  @TempDir private Path directory;

  @Test
  void fileHoldsRowsAimsAndEnvironment() throws IOException {
    Path file = Files.writeString(directory.resolve("report.json"), "something older and longer");
    JsonWriter.write(JsonWriter.tree(Sample.REPORT), file);
    ObjectMapper mapper = new ObjectMapper();
    assertEquals(mapper.readTree(EXPECTED), mapper.readTree(file.toFile()));
  }
}
