package dev.cubicle.tracing.gdb;

import dev.cubicle.tracing.gdb.wire.PacketInput;
import dev.cubicle.tracing.gdb.wire.PacketOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A whole conversation: what the client sends, and then what the server has answered. */
final class Exchange {
  /** Milliseconds. */
  private static final int PATIENCE = 2_000;

  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private Session.End end;

  /** Sends packets, each in good order, and waits for the end of the session. */
  static Exchange of(FakeTarget target, String... packets) {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final PacketOutput output = new PacketOutput(sent);
    for (String packet : packets) {
      try {
        output.send(packet.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return run(target, sent.toByteArray(), packets.length);
  }

  /** Sends bytes, and breaks off. */
  static Exchange raw(FakeTarget target, byte[] bytes) {
    return run(target, bytes, 0);
  }

  private static Exchange run(FakeTarget target, byte[] bytes, int answers) {
    final Exchange exchange = new Exchange();
    final Transport pipe = exchange.new Pipe(bytes, answers);
    exchange.end = new Session(target, pipe, GuestKnowledge.NONE).run();
    return exchange;
  }

  Session.End end() {
    return end;
  }

  int answeredBytes() {
    return answers.size();
  }

  /** The answers' data. */
  List<String> answers() {
    final PacketInput input = new PacketInput(new ByteArrayInputStream(answers.toByteArray()));
    final List<String> packets = new ArrayList<>();
    try {
      Optional<PacketInput.Item> item = input.next();
      while (item.isPresent()) {
        if (item.get() instanceof PacketInput.Item.Packet packet) {
          packets.add(new String(packet.data(), StandardCharsets.ISO_8859_1));
        }
        item = input.next();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packets;
  }

  private final class Pipe implements Transport {
    private final InputStream input;

    /**
     * @param awaited how many answers to wait for before the connection breaks off
     */
    Pipe(byte[] bytes, int awaited) {
      this.input =
          new ByteArrayInputStream(bytes) {
            @Override
            public int read() {
              final int next = super.read();
              if (next < 0) {
                awaitAnswers(awaited);
              }
              return next;
            }
          };
    }

    private void awaitAnswers(int count) {
      try {
        for (int i = 0; i < PATIENCE && answers().size() < count; i++) {
          Thread.sleep(1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public InputStream input() {
      return input;
    }

    @Override
    public OutputStream output() {
      return answers;
    }

    @Override
    public void close() {
      answers.reset();
    }
  }
}
