package dev.cubicle.trampolines.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;

/** One value as JSON, to be read by people too. */
final class JsonDocument {

  /** What is in the document. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private JsonDocument() {}

  /** Writes the value and a newline; the stream stays open. */
  static void write(OutputStream stream, Content content) throws IOException {
    final JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(stream)) {
      json.useDefaultPrettyPrinter();
      content.write(json);
      json.writeRaw('\n');
    }
  }
}
