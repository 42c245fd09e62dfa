package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.StopReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Serves clients of GDB's remote protocol, one after another: on a port of this machine alone, or
 * on a pair of streams. The guest waits for the first one. A client that detaches lets it go for
 * good; when a connection breaks it is stopped, and waits for the next one.
 */
public final class GdbServer implements AutoCloseable {
  private static final int BACKLOG = 1;

  /** How long the last answer may take to be sent. */
  private static final long FAREWELL_MILLIS = 2_000;

  private final DebugTarget target;
  private final Function<DebugTarget, GuestKnowledge> knowledge;
  private final Consumer<String> log;

  /** Null for a pair of streams. */
  private final ServerSocket socket;

  private Thread thread;

  /** Made for the first client. */
  private GuestKnowledge known;

  private GdbServer(
      DebugTarget target,
      Function<DebugTarget, GuestKnowledge> knowledge,
      Consumer<String> log,
      ServerSocket socket) {
    this.target = target;
    this.knowledge = knowledge;
    this.log = log;
    this.socket = socket;
  }

  /**
   * Serves clients that connect to a port of the loopback interface.
   *
   * @param port 0 for any that is free
   * @param knowledge asked for when the guest has been loaded
   * @param ready told the port when the guest has been loaded
   * @param log told, line by line, what becomes of connections
   * @throws IOException if the port cannot be had
   */
  public static GdbServer listen(
      int port,
      DebugTarget target,
      Function<DebugTarget, GuestKnowledge> knowledge,
      IntConsumer ready,
      Consumer<String> log)
      throws IOException {
    final ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    final GdbServer server = new GdbServer(target, knowledge, log, socket);
    server.start(
        () -> {
          // A client gives up on a server that takes seconds for its first answer.
          target.stopReason();
          ready.accept(socket.getLocalPort());
          server.serveClients();
        });
    return server;
  }

  /** Serves one client at the other end of two streams; when it goes, the guest ends. */
  public static GdbServer serve(
      InputStream input,
      OutputStream output,
      DebugTarget target,
      Function<DebugTarget, GuestKnowledge> knowledge,
      Consumer<String> log) {
    final GdbServer server = new GdbServer(target, knowledge, log, null);
    server.start(() -> server.serveStreams(input, output));
    return server;
  }

  private void start(Runnable service) {
    thread = Thread.ofPlatform().daemon().name("gdb-server").start(service);
  }

  private void serveClients() {
    Session.End end = Session.End.LOST;
    while (end == Session.End.LOST) {
      try (Socket client = socket.accept()) {
        client.setTcpNoDelay(true);
        end = serve(new SocketTransport(client));
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
      }
      if (end == Session.End.LOST) {
        if (target.stopReason() instanceof StopReason.Ended) {
          return;
        }
        log.accept("the debugger is gone: the guest waits for another to connect");
      }
    }
  }

  private void serveStreams(InputStream input, OutputStream output) {
    if (serve(new StreamTransport(input, output)) == Session.End.LOST) {
      target.kill();
    }
  }

  private Session.End serve(Transport transport) {
    // Waits for the guest to be there.
    target.stopReason();
    if (known == null) {
      known = knowledge.apply(target);
    }
    return new Session(target, transport, known).run();
  }

  private record SocketTransport(Socket socket, InputStream input, OutputStream output)
      implements Transport {
    SocketTransport(Socket socket) throws IOException {
      this(socket, socket.getInputStream(), socket.getOutputStream());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record StreamTransport(InputStream input, OutputStream output) implements Transport {
    @Override
    public void close() throws IOException {
      output.close();
    }
  }

  /** Waits until the last client has gone, as one whose guest runs nowhere else must. */
  public void await() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** To be called when the guest is over: lets the client know before the connection closes. */
  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
      thread.join(FAREWELL_MILLIS);
    } catch (IOException e) {
      log.accept("closing the port: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
