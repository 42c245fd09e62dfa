package dev.cubicle.tracing.gdb;

import dev.cubicle.tracing.gdb.wire.PacketInput;
import dev.cubicle.tracing.gdb.wire.PacketOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads what a client sends on a thread of its own, so that it can interrupt a guest that runs.
 * Holds few packets: who sends more has to wait.
 */
final class Inbox {
  private static final int CAPACITY = 16;
  private static final byte[] STOP = {'v', 'C', 't', 'r', 'l', 'C'};

  private final PacketInput input;
  private final PacketOutput output;
  private final Runnable interrupt;
  private final Runnable lost;
  private final BlockingQueue<Optional<byte[]>> packets = new ArrayBlockingQueue<>(CAPACITY);
  private volatile boolean acknowledging = true;
  private Thread reader;

  /**
   * @param interrupt called when the client wants the guest stopped
   * @param lost called when nothing will come any more
   */
  Inbox(PacketInput input, PacketOutput output, Runnable interrupt, Runnable lost) {
    this.input = input;
    this.output = output;
    this.interrupt = interrupt;
    this.lost = lost;
  }

  void start() {
    reader = Thread.ofPlatform().daemon().name("gdb-reader").start(this::read);
  }

  /** From now on packets are neither acknowledged nor checked. */
  void stopAcknowledging() {
    acknowledging = false;
    input.ignoreChecksums();
  }

  /** The next packet; waits for it. Empty when there are no more. */
  Optional<byte[]> take() throws InterruptedException {
    return packets.take();
  }

  private void read() {
    try {
      try {
        Optional<PacketInput.Item> item = input.next();
        while (item.isPresent()) {
          final Optional<PacketInput.Item> following =
              acknowledging && input.ready() ? input.next() : Optional.empty();
          if (following.isEmpty() || !isRepeated(item.get(), following.get())) {
            handle(item.get());
          }
          item = following.isPresent() ? following : input.next();
        }
      } catch (IOException e) {
        // As the end of the stream: the connection has gone.
        Thread.onSpinWait();
      }
      lost.run();
      packets.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A client whose packet is not acknowledged within seconds, as we start up, sends it again. */
  private static boolean isRepeated(PacketInput.Item first, PacketInput.Item second) {
    return first instanceof PacketInput.Item.Packet packet
        && second instanceof PacketInput.Item.Packet again
        && Arrays.equals(packet.data(), again.data());
  }

  private void handle(PacketInput.Item item) throws IOException, InterruptedException {
    switch (item) {
      case PacketInput.Item.Packet packet -> {
        if (acknowledging) {
          output.acknowledge(true);
        }
        if (Arrays.equals(packet.data(), STOP)) {
          interrupt.run();
        }
        packets.put(Optional.of(packet.data()));
      }
      case PacketInput.Item.Damaged _ -> {
        if (acknowledging) {
          output.acknowledge(false);
        }
      }
      case PacketInput.Item.Interrupt _ -> interrupt.run();
      case PacketInput.Item.Again _ -> {
        if (acknowledging) {
          output.repeat();
        }
      }
    }
  }

  /** To be called after the stream was closed. */
  void stop() {
    reader.interrupt();
  }
}
