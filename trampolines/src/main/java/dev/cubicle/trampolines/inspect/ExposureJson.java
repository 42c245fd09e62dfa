package dev.cubicle.trampolines.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Exposure as JSON; pages of 4096 bytes, shares from 0 to 1, cubicles by name:
 *
 * <pre>
 * {"image", "threads", "seconds",
 *  "average": {"pairs", "readable", "writable"},
 *  "cubicles": [{"name", "kind", "pages", "heapLimit"}],
 *  "pairs": [{"accessor", "owner", "readable", "writable", "readableShare", "writableShare", "heap",
 *             "openings": [{"what", "address", "pages", "access"}],
 *             "forCalls": {"functions", "windows", "written", "copies", "stacks"},
 *             "touched", "most", "average"}]}
 * </pre>
 *
 * Pairs of which the accessor can touch nothing, not even during calls, are left out; {@code
 * average} is over those of isolated cubicles, the left out ones included. {@code heap} is nothing,
 * read or write. {@code address} is where the pages are, if they are pages of the image. Where a
 * run was asked, {@code seconds} is how long it took, and pairs of isolated cubicles have the last
 * three: pages that had the accessor's key, ever, at most and on average.
 */
public final class ExposureJson {

  private final Exposure exposure;
  private final JsonGenerator json;

  private ExposureJson(Exposure exposure, JsonGenerator json) {
    this.exposure = exposure;
    this.json = json;
  }

  /** Writes one object and a newline; the stream stays open. */
  public static void write(Exposure exposure, OutputStream stream) throws IOException {
    JsonDocument.write(stream, json -> new ExposureJson(exposure, json).object());
  }

  private void object() throws IOException {
    final Exposure.Average average = exposure.average();
    json.writeStartObject();
    json.writeStringField("image", exposure.overview().name());
    json.writeNumberField("threads", exposure.overview().manifest().maxThreads());
    if (exposure.run().isPresent()) {
      json.writeNumberField("seconds", exposure.run().get().seconds());
    }
    json.writeObjectFieldStart("average");
    json.writeNumberField("pairs", average.pairs());
    json.writeNumberField("readable", average.readable());
    json.writeNumberField("writable", average.writable());
    json.writeEndObject();
    json.writeArrayFieldStart("cubicles");
    for (Exposure.Holding holding : exposure.holdings()) {
      json.writeStartObject();
      json.writeStringField("name", exposure.overview().nameOf(holding.cubicle()));
      json.writeStringField(
          "kind", Words.kind(exposure.overview().cubicles().get(holding.cubicle())));
      json.writeNumberField("pages", holding.pages());
      json.writeNumberField("heapLimit", holding.heapLimit());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("pairs");
    for (Exposure.Pair pair : exposure.pairs()) {
      if (pair.isOpen() || pair.forCalls().windows() > 0) {
        pair(pair);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void pair(Exposure.Pair pair) throws IOException {
    json.writeStartObject();
    json.writeStringField("accessor", exposure.overview().nameOf(pair.accessor()));
    json.writeStringField("owner", exposure.overview().nameOf(pair.owner()));
    json.writeNumberField("readable", pair.readable());
    json.writeNumberField("writable", pair.writable());
    json.writeNumberField("readableShare", exposure.readable(pair));
    json.writeNumberField("writableShare", exposure.writable(pair));
    json.writeStringField("heap", pair.heap().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("openings");
    for (Exposure.Opening opening : pair.openings()) {
      json.writeStartObject();
      json.writeStringField("what", opening.what());
      if (opening.start() != 0) {
        json.writeStringField("address", "0x%x".formatted(opening.start()));
      }
      json.writeNumberField("pages", opening.pages());
      json.writeStringField("access", opening.write() ? "write" : "read");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("forCalls");
    json.writeNumberField("functions", pair.forCalls().functions());
    json.writeNumberField("windows", pair.forCalls().windows());
    json.writeNumberField("written", pair.forCalls().written());
    json.writeNumberField("copies", pair.forCalls().copies());
    json.writeNumberField("stacks", pair.forCalls().stacks());
    json.writeEndObject();
    if (exposure.run().isPresent()) {
      held(exposure.run().get(), pair);
    }
    json.writeEndObject();
  }

  private void held(RunExposure run, Exposure.Pair pair) throws IOException {
    for (RunExposure.Pair seen : run.pairs()) {
      if (seen.accessor() == pair.accessor() && seen.owner() == pair.owner()) {
        json.writeNumberField("touched", seen.touched());
        json.writeNumberField("most", seen.most());
        json.writeNumberField("average", seen.average());
      }
    }
  }
}
