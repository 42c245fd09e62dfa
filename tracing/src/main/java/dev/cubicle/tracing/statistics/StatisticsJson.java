package dev.cubicle.tracing.statistics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.cubicle.emulator.machine.MachineStatistics;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Statistics as JSON:
 *
 * <pre>
 * {"guest": "sqlite", "engine": "emulated", "status": 0, "wallSeconds": 0.012,
 *  "cubicles": [{"name", "kind", "key", "faults", "pages", "selfSeconds", "share"}],
 *  "calls": [{"from", "to", "function", "count", COSTS}],
 *  "edges": [{"from", "to", "count", COSTS}],
 *  "monitor": {"calls", "monitorCalls", "switches", "faults", "retags", "retagCalls",
 *              "windowOperations", "argumentWindows", "systemCalls", "evictions", "traps"},
 *  "machine": {"entries", "handOffs", "tlbFills", "viewsCreated", "viewsEvicted", "codeChanges"},
 *  "systemCalls": [{"name", "count", "errors"}],
 *  "pkru": [{"value": "0x55555554", "words", "writes"}], "otherPkruWrites": 0,
 *  "faults": 0, "signals": 0, "threads": 1}
 * </pre>
 *
 * COSTS are {@code "selfSeconds", "totalSeconds", "faults", "retags", "windowOperations",
 * "switches"}; they, {@code edges}, {@code selfSeconds} and {@code share} are there for an emulated
 * run whose crossings were timed. {@code cubicles} and {@code calls} are empty for a guest without
 * cubicles, which has no {@code monitor}. What comes from {@code machine} on is not there for a
 * native run.
 */
public final class StatisticsJson {

  private static final double NANOS = 1e9;

  private StatisticsJson() {}

  /** Writes one object and a newline; the stream stays open. */
  public static void write(RunStatistics statistics, OutputStream stream) throws IOException {
    final JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(stream)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("guest", statistics.guest());
      json.writeStringField("engine", statistics.engine());
      json.writeNumberField("status", statistics.status());
      json.writeNumberField("wallSeconds", statistics.wall().toNanos() / NANOS);
      cubicles(json, statistics.cubicles(), statistics.crossings());
      calls(json, statistics);
      if (statistics.cubicles().isPresent()) {
        monitor(json, statistics.cubicles().get());
      }
      if (statistics.machine().isPresent()) {
        machine(json, statistics.machine().get());
      }
      if (statistics.events().isPresent()) {
        events(json, statistics.events().get());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void cubicles(
      JsonGenerator json,
      Optional<CubicleStatistics> statistics,
      Optional<CrossingSummary> crossings)
      throws IOException {
    json.writeArrayFieldStart("cubicles");
    for (CubicleStatistics.Cubicle cubicle :
        statistics.map(CubicleStatistics::cubicles).orElse(List.of())) {
      json.writeStartObject();
      json.writeStringField("name", cubicle.name());
      json.writeStringField("kind", cubicle.kind());
      json.writeNumberField("key", cubicle.key());
      json.writeNumberField("faults", cubicle.faults());
      json.writeNumberField("pages", cubicle.pages());
      if (crossings.isPresent()) {
        final long nanos = crossings.get().selfNanos().getOrDefault(cubicle.name(), 0L);
        json.writeNumberField("selfSeconds", nanos / NANOS);
        json.writeNumberField("share", (double) nanos / Math.max(1, crossings.get().nanos()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** What probes counted, which is there even if the monitor was ended; else its own counts. */
  private static void calls(JsonGenerator json, RunStatistics statistics) throws IOException {
    json.writeArrayFieldStart("calls");
    if (statistics.crossings().isPresent()) {
      for (CrossingSummary.Row row : statistics.crossings().get().functions()) {
        json.writeStartObject();
        json.writeStringField("from", row.from());
        json.writeStringField("to", row.to());
        json.writeStringField("function", row.function());
        cost(json, row.cost());
        json.writeEndObject();
      }
    } else {
      for (CubicleStatistics.Call call :
          statistics.cubicles().map(CubicleStatistics::calls).orElse(List.of())) {
        json.writeStartObject();
        json.writeStringField("from", call.from());
        json.writeStringField("to", call.to());
        json.writeStringField("function", call.function());
        json.writeNumberField("count", call.count());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    if (statistics.crossings().isPresent()) {
      json.writeArrayFieldStart("edges");
      for (CrossingSummary.Row row : statistics.crossings().get().edges()) {
        json.writeStartObject();
        json.writeStringField("from", row.from());
        json.writeStringField("to", row.to());
        cost(json, row.cost());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void cost(JsonGenerator json, CrossingSummary.Cost cost) throws IOException {
    json.writeNumberField("count", cost.calls());
    json.writeNumberField("selfSeconds", cost.selfNanos() / NANOS);
    json.writeNumberField("totalSeconds", cost.totalNanos() / NANOS);
    json.writeNumberField("faults", cost.faults());
    json.writeNumberField("retags", cost.retags());
    json.writeNumberField("windowOperations", cost.windowOperations());
    json.writeNumberField("switches", cost.switches());
  }

  private static void monitor(JsonGenerator json, CubicleStatistics statistics) throws IOException {
    json.writeObjectFieldStart("monitor");
    for (CubicleStatistics.Total total : statistics.totals()) {
      json.writeNumberField(total.name(), total.value());
    }
    json.writeEndObject();
  }

  private static void machine(JsonGenerator json, MachineStatistics machine) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeNumberField("entries", machine.entries());
    json.writeNumberField("handOffs", machine.handOffs());
    json.writeNumberField("tlbFills", machine.tlbFills());
    json.writeNumberField("viewsCreated", machine.viewsCreated());
    json.writeNumberField("viewsEvicted", machine.viewsEvicted());
    json.writeNumberField("codeChanges", machine.codeChanges());
    json.writeEndObject();
  }

  private static void events(JsonGenerator json, EventCounts events) throws IOException {
    json.writeArrayFieldStart("systemCalls");
    for (SystemCallCount call : events.systemCalls()) {
      json.writeStartObject();
      json.writeStringField("name", call.name());
      json.writeNumberField("count", call.count());
      json.writeNumberField("errors", call.errors());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("pkru");
    for (PkruCount pkru : events.pkru()) {
      json.writeStartObject();
      json.writeStringField("value", "0x%08x".formatted(pkru.value()));
      json.writeStringField("words", pkru.words());
      json.writeNumberField("writes", pkru.writes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("otherPkruWrites", events.otherPkruWrites());
    json.writeNumberField("faults", events.faults());
    json.writeNumberField("signals", events.signals());
    json.writeNumberField("threads", events.threads());
  }
}
