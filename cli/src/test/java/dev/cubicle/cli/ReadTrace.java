package dev.cubicle.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace as a viewer reads it. What no viewer could make sense of is an {@link AssertionError}:
 * fields that the schema lacks, events on tracks that nobody described, ends without a beginning,
 * times that go back.
 */
final class ReadTrace {
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int INSTANT = 3;
  private static final int COUNTER = 4;

  /**
   * @param process the group of its track
   * @param values by their names
   */
  record Slice(
      String process,
      String name,
      String category,
      long begin,
      long[] end,
      int depth,
      Map<String, Object> values) {
    long ends() {
      return end[0];
    }
  }

  record Instant(
      String process, String name, String category, long at, Map<String, Object> values) {}

  record Arrow(String from, String to, String toName, long begin, long end) {}

  record Count(String counter, long at, long value) {}

  private record Track(String process, Deque<Slice> open) {}

  private record Source(String process, long at) {}

  final List<Slice> slices = new ArrayList<>();
  final List<Instant> instants = new ArrayList<>();
  final List<Arrow> arrows = new ArrayList<>();
  final List<Count> counts = new ArrayList<>();
  private final Map<Long, Track> tracks = new HashMap<>();
  private final Map<Long, String> counters = new HashMap<>();
  private final Map<Integer, String> processes = new HashMap<>();
  private final Map<Long, Source> flows = new HashMap<>();
  private final Map<String, Map<Long, String>> names = new HashMap<>();
  private long now;

  static ReadTrace of(byte[] bytes) throws InvalidProtocolBufferException {
    final ReadTrace trace = new ReadTrace();
    for (Message packet :
        messages(DynamicMessage.parseFrom(PerfettoSchema.trace(), bytes), "packet")) {
      trace.packet(packet);
    }
    if (trace.tracks.values().stream().anyMatch(track -> !track.open().isEmpty())) {
      throw new AssertionError("slices without an end");
    }
    if (!trace.flows.isEmpty()) {
      throw new AssertionError("arrows without an end");
    }
    return trace;
  }

  private void packet(Message packet) {
    known(packet);
    if (number(packet, "trusted_packet_sequence_id") != 1) {
      throw new AssertionError("a packet of no sequence");
    }
    if (has(packet, "interned_data")) {
      final Message data = message(packet, "interned_data");
      for (String kind : List.of("event_categories", "event_names", "debug_annotation_names")) {
        for (Message name : messages(data, kind)) {
          names
              .computeIfAbsent(kind, _ -> new HashMap<>())
              .put(number(name, "iid"), text(name, "name"));
        }
      }
    }
    if (has(packet, "track_descriptor")) {
      track(message(packet, "track_descriptor"));
    }
    if (has(packet, "track_event")) {
      final long at = number(packet, "timestamp");
      if (at < now) {
        throw new AssertionError("time goes back");
      }
      now = at;
      event(message(packet, "track_event"));
    }
  }

  private void track(Message track) {
    if (has(track, "process")) {
      final Message process = message(track, "process");
      processes.put((int) number(process, "pid"), text(process, "process_name"));
    } else if (has(track, "thread")) {
      final String process = processes.get((int) number(message(track, "thread"), "pid"));
      if (process == null) {
        throw new AssertionError("a thread of no process");
      }
      tracks.put(number(track, "uuid"), new Track(process, new ArrayDeque<>()));
    } else {
      counters.put(number(track, "uuid"), text(track, "name"));
    }
  }

  private void event(Message event) {
    final long uuid = number(event, "track_uuid");
    final int type = (int) number(event, "type");
    if (type == COUNTER) {
      counts.add(new Count(counters.get(uuid), now, number(event, "counter_value")));
      return;
    }
    final Track track = tracks.get(uuid);
    if (type == END) {
      track.open().pop().end()[0] = now;
      return;
    }
    final String name = name("event_names", event);
    final String category =
        names
            .get("event_categories")
            .get((long) event.getRepeatedField(field(event, "category_iids"), 0));
    final Map<String, Object> values = new HashMap<>();
    for (Message value : messages(event, "debug_annotations")) {
      values.put(
          name("debug_annotation_names", value),
          has(value, "string_value")
              ? text(value, "string_value")
              : (Object) (number(value, "uint_value") + number(value, "pointer_value")));
    }
    switch (type) {
      case BEGIN -> {
        final Slice slice =
            new Slice(
                track.process(), name, category, now, new long[1], track.open().size(), values);
        slices.add(slice);
        track.open().push(slice);
      }
      case INSTANT -> instants.add(new Instant(track.process(), name, category, now, values));
      default -> throw new AssertionError("an event of type " + type);
    }
    for (int i = 0; i < event.getRepeatedFieldCount(field(event, "flow_ids")); i++) {
      flows.put(
          (long) event.getRepeatedField(field(event, "flow_ids"), i),
          new Source(track.process(), now));
    }
    for (int i = 0; i < event.getRepeatedFieldCount(field(event, "terminating_flow_ids")); i++) {
      final Source source =
          flows.remove((long) event.getRepeatedField(field(event, "terminating_flow_ids"), i));
      arrows.add(new Arrow(source.process(), track.process(), name, source.at(), now));
    }
  }

  private String name(String kind, Message message) {
    final String name = names.get(kind).get(number(message, "name_iid"));
    if (name == null) {
      throw new AssertionError("a number without a name");
    }
    return name;
  }

  private static void known(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new AssertionError("fields that the schema lacks: " + message);
    }
    for (Object value : message.getAllFields().values()) {
      if (value instanceof Message inner) {
        known(inner);
      } else if (value instanceof List<?> list) {
        list.forEach(
            item -> {
              if (item instanceof Message inner) {
                known(inner);
              }
            });
      }
    }
  }

  private static FieldDescriptor field(Message message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  private static boolean has(Message message, String name) {
    return message.hasField(field(message, name));
  }

  private static long number(Message message, String name) {
    return ((Number) message.getField(field(message, name))).longValue();
  }

  private static String text(Message message, String name) {
    return (String) message.getField(field(message, name));
  }

  private static Message message(Message message, String name) {
    return (Message) message.getField(field(message, name));
  }

  private static List<Message> messages(Message message, String name) {
    final List<Message> all = new ArrayList<>();
    final FieldDescriptor field = field(message, name);
    for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
      all.add((Message) message.getRepeatedField(field, i));
    }
    return all;
  }
}
