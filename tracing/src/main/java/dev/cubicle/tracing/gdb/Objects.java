package dev.cubicle.tracing.gdb;

import com.google.common.xml.XmlEscapers;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.GuestThread;
import dev.cubicle.tracing.gdb.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The objects that {@code qXfer} reads in pieces. */
final class Objects {

  /** Leaves room for escapes. */
  private static final int MAXIMUM_PIECE = 0x1f00;

  private final DebugTarget target;

  Objects(DebugTarget target) {
    this.target = target;
  }

  byte[] read(Request.ReadObject request) {
    final Optional<byte[]> object = find(request.object(), request.annex());
    if (object.isEmpty()) {
      return new byte[0];
    }
    final byte[] whole = object.get();
    final int start = Math.min(request.offset(), whole.length);
    final int count = Math.min(whole.length - start, Math.min(request.length(), MAXIMUM_PIECE));
    final byte[] piece = new byte[1 + count];
    piece[0] = (byte) (start + count < whole.length ? 'm' : 'l');
    System.arraycopy(whole, start, piece, 1, count);
    return piece;
  }

  private Optional<byte[]> find(String object, String annex) {
    return switch (object) {
      case "features" ->
          annex.equals("target.xml") ? text(TargetDescription.xml()) : Optional.empty();
      case "auxv" -> Optional.of(target.auxiliaryVector());
      case "exec-file" -> text(target.executable());
      case "threads" -> text(threads());
      default -> Optional.empty();
    };
  }

  private static Optional<byte[]> text(String text) {
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private String threads() {
    final StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
    for (GuestThread thread : target.threads()) {
      xml.append(
          "<thread id=\"%x\" name=\"%s\"/>\n"
              .formatted(thread.id(), XmlEscapers.xmlAttributeEscaper().escape(thread.name())));
    }
    return xml.append("</threads>\n").toString();
  }
}
