package dev.cubicle.cli.attacks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.StoppedBy;
import dev.cubicle.attacks.trial.CaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Results for programs: a list of
 *
 * <pre>
 * {"name", "group", "description",
 *  "without": "works" | "not tried" | "fails", "with": "stopped" | "works", "stopped_by",
 *  "expected", "control", "evidence": {"without", "with"}, "reason"?, "problem"?}
 * </pre>
 *
 * {@code control} is what is taken away for "without"; {@code reason} tells why it was not tried.
 */
final class ResultJson {

  private ResultJson() {}

  static void write(List<CaseResult> results, OutputStream stream) throws IOException {
    final JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(stream)) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (CaseResult result : results) {
        write(result, json);
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }

  private static void write(CaseResult result, JsonGenerator json) throws IOException {
    final Attack attack = result.attack();
    json.writeStartObject();
    json.writeStringField("name", attack.name());
    json.writeStringField("group", attack.group().title());
    json.writeStringField("description", attack.description());
    json.writeStringField("without", ResultTable.without(result));
    json.writeStringField("with", ResultTable.with(result));
    json.writeStringField("stopped_by", result.stoppedBy().map(StoppedBy::text).orElse(null));
    json.writeStringField("expected", attack.expected().text());
    json.writeStringField("control", attack.defended().missingIn(attack.control()));
    json.writeObjectFieldStart("evidence");
    json.writeStringField("without", result.withoutEvidence());
    json.writeStringField("with", result.withEvidence());
    json.writeEndObject();
    if (attack.untried().isPresent()) {
      json.writeStringField("reason", attack.untried().get());
    }
    if (result.problem().isPresent()) {
      json.writeStringField("problem", result.problem().get());
    }
    json.writeEndObject();
  }
}
