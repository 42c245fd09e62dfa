package dev.cubicle.cli;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;

/**
 * The part of Perfetto's schema that timelines use (trace.proto, trace_packet.proto,
 * track_event/*.proto, interned_data.proto), as descriptors: names, numbers and types.
 */
final class PerfettoSchema {

  private final DescriptorProto.Builder message;

  private PerfettoSchema(String name) {
    this.message = DescriptorProto.newBuilder().setName(name);
  }

  /** The message {@code Trace}. */
  static Descriptor trace() {
    final FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("perfetto.proto")
            .setPackage("perfetto.protos")
            .setSyntax("proto2")
            .addMessageType(new PerfettoSchema("Trace").many("packet", 1, "TracePacket").message)
            .addMessageType(
                new PerfettoSchema("TracePacket")
                    .one("timestamp", 8, Type.TYPE_UINT64)
                    .one("trusted_packet_sequence_id", 10, Type.TYPE_UINT32)
                    .one("track_event", 11, "TrackEvent")
                    .one("interned_data", 12, "InternedData")
                    .one("sequence_flags", 13, Type.TYPE_UINT32)
                    .one("track_descriptor", 60, "TrackDescriptor")
                    .message)
            .addMessageType(
                new PerfettoSchema("TrackEvent")
                    .many("category_iids", 3, Type.TYPE_UINT64)
                    .many("debug_annotations", 4, "DebugAnnotation")
                    .one("type", 9, Type.TYPE_INT32)
                    .one("name_iid", 10, Type.TYPE_UINT64)
                    .one("track_uuid", 11, Type.TYPE_UINT64)
                    .one("counter_value", 30, Type.TYPE_INT64)
                    .many("flow_ids", 47, Type.TYPE_FIXED64)
                    .many("terminating_flow_ids", 48, Type.TYPE_FIXED64)
                    .message)
            .addMessageType(
                new PerfettoSchema("DebugAnnotation")
                    .one("name_iid", 1, Type.TYPE_UINT64)
                    .one("uint_value", 3, Type.TYPE_UINT64)
                    .one("string_value", 6, Type.TYPE_STRING)
                    .one("pointer_value", 7, Type.TYPE_UINT64)
                    .message)
            .addMessageType(
                new PerfettoSchema("TrackDescriptor")
                    .one("uuid", 1, Type.TYPE_UINT64)
                    .one("name", 2, Type.TYPE_STRING)
                    .one("process", 3, "ProcessDescriptor")
                    .one("thread", 4, "ThreadDescriptor")
                    .one("parent_uuid", 5, Type.TYPE_UINT64)
                    .one("counter", 8, "CounterDescriptor")
                    .message)
            .addMessageType(
                new PerfettoSchema("ProcessDescriptor")
                    .one("pid", 1, Type.TYPE_INT32)
                    .one("process_name", 6, Type.TYPE_STRING)
                    .message)
            .addMessageType(
                new PerfettoSchema("ThreadDescriptor")
                    .one("pid", 1, Type.TYPE_INT32)
                    .one("tid", 2, Type.TYPE_INT64)
                    .one("thread_name", 5, Type.TYPE_STRING)
                    .message)
            .addMessageType(new PerfettoSchema("CounterDescriptor").message)
            .addMessageType(
                new PerfettoSchema("InternedData")
                    .many("event_categories", 1, "InternedName")
                    .many("event_names", 2, "InternedName")
                    .many("debug_annotation_names", 3, "InternedName")
                    .message)
            .addMessageType(
                new PerfettoSchema("InternedName")
                    .one("iid", 1, Type.TYPE_UINT64)
                    .one("name", 2, Type.TYPE_STRING)
                    .message)
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Trace");
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private PerfettoSchema one(String name, int number, Type type) {
    return field(name, number, type, "", Label.LABEL_OPTIONAL);
  }

  private PerfettoSchema many(String name, int number, Type type) {
    return field(name, number, type, "", Label.LABEL_REPEATED);
  }

  private PerfettoSchema one(String name, int number, String type) {
    return field(name, number, Type.TYPE_MESSAGE, type, Label.LABEL_OPTIONAL);
  }

  private PerfettoSchema many(String name, int number, String type) {
    return field(name, number, Type.TYPE_MESSAGE, type, Label.LABEL_REPEATED);
  }

  private PerfettoSchema field(String name, int number, Type type, String of, Label label) {
    final FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setType(type)
            .setLabel(label);
    if (!of.isEmpty()) {
      field.setTypeName(".perfetto.protos." + of);
    }
    message.addField(field);
    return this;
  }
}
