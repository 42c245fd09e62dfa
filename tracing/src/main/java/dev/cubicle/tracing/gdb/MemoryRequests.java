package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.tracing.gdb.wire.Hex;
import dev.cubicle.tracing.gdb.wire.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads and writes guest memory for a client. */
final class MemoryRequests {
  private static final String UNREADABLE = "E0e";

  private final DebugTarget target;
  private final Threads threads;
  private final Console console;

  MemoryRequests(DebugTarget target, Threads threads, Console console) {
    this.target = target;
    this.threads = threads;
    this.console = console;
  }

  byte[] read(Request.ReadMemory request) {
    final byte[] bytes =
        target.read(request.address(), request.length(), console.rights(), threads.general());
    if (bytes.length == 0 && request.length() > 0) {
      return text(UNREADABLE);
    }
    return request.binary()
        ? ByteBuffer.allocate(1 + bytes.length).put((byte) 'b').put(bytes).array()
        : text(Hex.of(bytes));
  }

  /** False if not all of it could be written. */
  boolean write(Request.WriteMemory request) {
    final int written =
        target.write(request.address(), request.bytes(), console.rights(), threads.general());
    return written == request.bytes().length;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
