package dev.cubicle.tracing.timeline;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes packets of a Perfetto trace (protos/perfetto/trace/trace_packet.proto and
 * track_event/*.proto of that project): tracks, slices, instants and counters of one packet
 * sequence. Keeps no more than a buffer of it in memory. After the first error of the stream
 * nothing more is written; {@link #close} tells.
 */
final class PerfettoWriter implements AutoCloseable {
  /** Written out when it has grown to this. */
  private static final int BUFFER_BYTES = 1 << 18;

  private static final int TRACE_PACKET = 1;

  private static final int PACKET_TIMESTAMP = 8;
  private static final int PACKET_SEQUENCE = 10;
  private static final int PACKET_EVENT = 11;
  private static final int PACKET_INTERNED = 12;
  private static final int PACKET_FLAGS = 13;
  private static final int PACKET_TRACK = 60;
  private static final int FLAG_STATE_CLEARED = 1;
  private static final int FLAG_NEEDS_STATE = 2;
  private static final int SEQUENCE = 1;

  private static final int EVENT_CATEGORY = 3;
  private static final int EVENT_ANNOTATION = 4;
  private static final int EVENT_TYPE = 9;
  private static final int EVENT_NAME = 10;
  private static final int EVENT_TRACK = 11;
  private static final int EVENT_COUNTER = 30;
  private static final int EVENT_FLOW = 47;
  private static final int EVENT_LAST_FLOW = 48;

  private static final int TYPE_BEGIN = 1;
  private static final int TYPE_END = 2;
  private static final int TYPE_INSTANT = 3;
  private static final int TYPE_COUNTER = 4;

  private static final int ANNOTATION_NAME = 1;
  private static final int ANNOTATION_UNSIGNED = 3;
  private static final int ANNOTATION_TEXT = 6;
  private static final int ANNOTATION_POINTER = 7;

  private static final int TRACK_UUID = 1;
  private static final int TRACK_NAME = 2;
  private static final int TRACK_PROCESS = 3;
  private static final int TRACK_THREAD = 4;
  private static final int TRACK_PARENT = 5;
  private static final int TRACK_COUNTER = 8;
  private static final int ID_PROCESS = 1;
  private static final int ID_THREAD = 2;
  private static final int THREAD_NAME = 5;
  private static final int PROCESS_NAME = 6;

  private static final int INTERNED_CATEGORY = 1;
  private static final int INTERNED_EVENT = 2;
  private static final int INTERNED_ANNOTATION = 3;
  private static final int INTERNED_ID = 1;
  private static final int INTERNED_NAME = 2;

  private final OutputStream stream;
  private final ProtoMessage trace = new ProtoMessage();
  private final ProtoMessage packet = new ProtoMessage();
  private final ProtoMessage body = new ProtoMessage();
  private final ProtoMessage part = new ProtoMessage();
  private IOException failure;
  private long written;

  /** The stream is closed with the writer. */
  PerfettoWriter(OutputStream stream) {
    this.stream = stream;
  }

  /**
   * Gives numbers, from 1 on, to the names that events will have. First of all.
   *
   * @param categories of events
   * @param events names
   * @param annotations names of values that events carry
   */
  void names(List<String> categories, List<String> events, List<String> annotations) {
    intern(INTERNED_CATEGORY, categories);
    intern(INTERNED_EVENT, events);
    intern(INTERNED_ANNOTATION, annotations);
    packet.varint(PACKET_SEQUENCE, SEQUENCE);
    packet.varint(PACKET_FLAGS, FLAG_STATE_CLEARED | FLAG_NEEDS_STATE);
    packet.message(PACKET_INTERNED, body);
    endPacket();
  }

  private void intern(int field, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      part.varint(INTERNED_ID, i + 1L);
      part.text(INTERNED_NAME, names.get(i));
      body.message(field, part);
    }
  }

  /** A group of tracks, which the viewer calls a process. */
  void process(long uuid, int number, String name) {
    part.varint(ID_PROCESS, number);
    part.text(PROCESS_NAME, name);
    body.varint(TRACK_UUID, uuid);
    body.message(TRACK_PROCESS, part);
    endTrack();
  }

  /** The track of a thread in such a group. */
  void thread(long uuid, int process, int number, String name) {
    part.varint(ID_PROCESS, process);
    part.varint(ID_THREAD, number);
    part.text(THREAD_NAME, name);
    body.varint(TRACK_UUID, uuid);
    body.message(TRACK_THREAD, part);
    endTrack();
  }

  /** The track of a counter. */
  void counter(long uuid, long parent, String name) {
    body.varint(TRACK_UUID, uuid);
    body.text(TRACK_NAME, name);
    body.varint(TRACK_PARENT, parent);
    body.message(TRACK_COUNTER, part);
    endTrack();
  }

  private void endTrack() {
    packet.varint(PACKET_SEQUENCE, SEQUENCE);
    packet.message(PACKET_TRACK, body);
    endPacket();
  }

  /** Begins a slice; annotations may follow, then {@link #end}. */
  void slice(long track, int category, int name) {
    event(TYPE_BEGIN, track, category, name);
  }

  /** Begins an instant; annotations may follow, then {@link #end}. */
  void instant(long track, int category, int name) {
    event(TYPE_INSTANT, track, category, name);
  }

  private void event(int type, long track, int category, int name) {
    body.varint(EVENT_CATEGORY, category);
    body.varint(EVENT_TYPE, type);
    body.varint(EVENT_NAME, name);
    body.varint(EVENT_TRACK, track);
  }

  /** The arrow of that number begins at the event. */
  void flow(long number) {
    body.fixed64(EVENT_FLOW, number);
  }

  /** The arrow of that number ends at the event. */
  void flowEnds(long number) {
    body.fixed64(EVENT_LAST_FLOW, number);
  }

  /** A value that is shown in hexadecimal. */
  void address(int name, long value) {
    part.varint(ANNOTATION_NAME, name);
    part.varint(ANNOTATION_POINTER, value);
    body.message(EVENT_ANNOTATION, part);
  }

  void number(int name, long value) {
    part.varint(ANNOTATION_NAME, name);
    part.varint(ANNOTATION_UNSIGNED, value);
    body.message(EVENT_ANNOTATION, part);
  }

  void text(int name, String value) {
    part.varint(ANNOTATION_NAME, name);
    part.text(ANNOTATION_TEXT, value);
    body.message(EVENT_ANNOTATION, part);
  }

  /** The innermost slice of a track ends. */
  void sliceEnds(long track, long nanos) {
    body.varint(EVENT_TYPE, TYPE_END);
    body.varint(EVENT_TRACK, track);
    end(nanos);
  }

  void count(long track, long nanos, long value) {
    body.varint(EVENT_TYPE, TYPE_COUNTER);
    body.varint(EVENT_TRACK, track);
    body.varint(EVENT_COUNTER, value);
    end(nanos);
  }

  /** Ends an event. */
  void end(long nanos) {
    packet.varint(PACKET_TIMESTAMP, nanos);
    packet.varint(PACKET_SEQUENCE, SEQUENCE);
    packet.varint(PACKET_FLAGS, FLAG_NEEDS_STATE);
    packet.message(PACKET_EVENT, body);
    endPacket();
  }

  private void endPacket() {
    trace.message(TRACE_PACKET, packet);
    if (trace.size() >= BUFFER_BYTES) {
      writeOut();
    }
  }

  private void writeOut() {
    written += trace.size();
    try {
      if (failure == null) {
        trace.writeTo(stream);
      } else {
        trace.writeTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Bytes that have been given to the stream. */
  long written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    writeOut();
    try (stream) {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
