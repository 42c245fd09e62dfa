package dev.cubicle.trampolines.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.cubicle.trampolines.manifest.IndexSet;
import dev.cubicle.trampolines.manifest.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * An overview as JSON; sizes in bytes, cubicles by name:
 *
 * <pre>
 * {"image", "entry": {"function", "cubicle"}, "threads", "virtualKeys",
 *  "arena": {"start": "0x800000", "size"},
 *  "cubicles": [{"number", "name", "kind", "key", "executeOnly", "constantsForEveryone", "code",
 *                "constants", "data",
 *                "threadLocal", "stack", "heap", "systemCalls": []}],
 *  "functions": [{"name", "cubicle", "address", "callers": [], "escapes", "signatureKnown",
 *                 "integerRegisters", "vectorRegisters", "stackWords", "variadic", "windows": []}],
 *  "calls": [{"from", "to", "function"}],
 *  "sees": [{"viewer", "owner", "what"}],
 *  "windows": [{"part", "start", "size", "symbol", "owner", "access", "to": []}],
 *  "traps": [{"address", "place", "cubicle", "handler"}]}
 * </pre>
 *
 * {@code key} is null where keys change hands ({@code virtualKeys}); {@code calls} are those by
 * name, while {@code callers} are all that may. {@code part} is range, heap, stack or thread-local;
 * those that are no range have no start and size.
 */
public final class OverviewJson {

  private final Overview overview;
  private final JsonGenerator json;

  private OverviewJson(Overview overview, JsonGenerator json) {
    this.overview = overview;
    this.json = json;
  }

  /** Writes one object and a newline; the stream stays open. */
  public static void write(Overview overview, OutputStream stream) throws IOException {
    JsonDocument.write(stream, json -> new OverviewJson(overview, json).object());
  }

  private void object() throws IOException {
    json.writeStartObject();
    head();
    cubicles();
    functions();
    calls();
    sees();
    windows();
    traps();
    json.writeEndObject();
  }

  private void head() throws IOException {
    json.writeStringField("image", overview.name());
    json.writeObjectFieldStart("entry");
    json.writeStringField("function", overview.entry().name());
    json.writeStringField("cubicle", overview.nameOf(overview.entry().cubicle()));
    json.writeEndObject();
    json.writeNumberField("threads", overview.manifest().maxThreads());
    json.writeBooleanField("virtualKeys", overview.virtualKeys());
    json.writeObjectFieldStart("arena");
    address("start", overview.manifest().arenaStart());
    json.writeNumberField("size", overview.manifest().arenaSize());
    json.writeEndObject();
  }

  private void cubicles() throws IOException {
    json.writeArrayFieldStart("cubicles");
    for (Overview.Cubicle cubicle : overview.cubicles()) {
      json.writeStartObject();
      json.writeNumberField("number", cubicle.number());
      json.writeStringField("name", cubicle.name());
      json.writeStringField("kind", Words.kind(cubicle));
      if (cubicle.key().isPresent()) {
        json.writeNumberField("key", cubicle.key().getAsInt());
      } else {
        json.writeNullField("key");
      }
      json.writeBooleanField("executeOnly", cubicle.row().executeOnly());
      json.writeBooleanField("constantsForEveryone", overview.constantsForEveryone(cubicle));
      json.writeNumberField("code", cubicle.code());
      json.writeNumberField("constants", cubicle.constants());
      json.writeNumberField("data", cubicle.data());
      json.writeNumberField("threadLocal", cubicle.threadLocal());
      json.writeNumberField("stack", cubicle.row().stackSize());
      json.writeNumberField("heap", cubicle.row().heapLimit());
      json.writeArrayFieldStart("systemCalls");
      for (String call : cubicle.systemCalls()) {
        json.writeString(call);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void functions() throws IOException {
    json.writeArrayFieldStart("functions");
    for (Manifest.Function function : overview.manifest().functions()) {
      json.writeStartObject();
      json.writeStringField("name", function.name());
      json.writeStringField("cubicle", overview.nameOf(function.cubicle()));
      address("address", function.target());
      names("callers", function.callers());
      json.writeBooleanField("escapes", function.escapes());
      json.writeBooleanField("signatureKnown", !function.unknown());
      json.writeNumberField("integerRegisters", function.signature().integerRegisters());
      json.writeNumberField("vectorRegisters", function.signature().vectorRegisters());
      json.writeNumberField("stackWords", function.signature().stackWords());
      json.writeBooleanField("variadic", function.signature().variadic());
      json.writeArrayFieldStart("windows");
      for (Manifest.ArgumentWindow window : function.windows()) {
        json.writeString(Words.window(window));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void calls() throws IOException {
    json.writeArrayFieldStart("calls");
    for (Overview.Call call : overview.calls()) {
      for (Manifest.Function function : call.byName()) {
        json.writeStartObject();
        json.writeStringField("from", overview.nameOf(call.from()));
        json.writeStringField("to", overview.nameOf(call.to()));
        json.writeStringField("function", function.name());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private void sees() throws IOException {
    json.writeArrayFieldStart("sees");
    for (Overview.Cubicle viewer : overview.cubicles()) {
      for (Overview.Cubicle owner : overview.cubicles()) {
        final Overview.Sight sight = overview.sight(viewer.number(), owner.number());
        if (viewer.number() != owner.number() && sight != Overview.Sight.NOTHING) {
          json.writeStartObject();
          json.writeStringField("viewer", viewer.name());
          json.writeStringField("owner", owner.name());
          json.writeStringField("what", sight.name().toLowerCase(Locale.ROOT).replace('_', ' '));
          json.writeEndObject();
        }
      }
    }
    json.writeEndArray();
  }

  private void windows() throws IOException {
    json.writeArrayFieldStart("windows");
    for (Overview.Grant grant : overview.grants()) {
      json.writeStartObject();
      json.writeStringField(
          "part", grant.row().part().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      if (grant.hasAddress()) {
        address("start", grant.row().start());
        json.writeNumberField("size", grant.row().end() - grant.row().start());
      }
      json.writeStringField("symbol", grant.symbol());
      json.writeStringField("owner", overview.nameOf(grant.row().owner()));
      json.writeStringField("access", grant.row().write() ? "write" : "read");
      names("to", grant.row().to());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void traps() throws IOException {
    json.writeArrayFieldStart("traps");
    for (Overview.Trap trap : overview.traps()) {
      json.writeStartObject();
      address("address", trap.address());
      json.writeStringField("place", trap.place());
      json.writeStringField("cubicle", overview.nameOf(trap.cubicle()));
      json.writeStringField("handler", trap.handler());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void names(String field, IndexSet cubicles) throws IOException {
    json.writeArrayFieldStart(field);
    for (int number : cubicles.members().toArray()) {
      json.writeString(overview.nameOf(number));
    }
    json.writeEndArray();
  }

  private void address(String field, long address) throws IOException {
    json.writeStringField(field, "0x%x".formatted(address));
  }
}
