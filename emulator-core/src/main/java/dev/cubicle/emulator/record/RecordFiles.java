package dev.cubicle.emulator.record;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses and writes a record on a thread of its own, so that the guest waits for the disk only
 * when far ahead of it. What cannot be written ends the run at the next occasion.
 *
 * <p>The file {@code log} is a sequence of chunks, the file {@code memory} one of sections; see
 * {@link Layout}.
 */
final class RecordFiles implements AutoCloseable {
  private static final int QUEUED = 16;

  /** Something to write. */
  private interface Job {
    void write() throws IOException;
  }

  private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(QUEUED);
  private final DataOutputStream log;
  private final DataOutputStream memory;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();
  private final Thread thread;
  private byte[] compressed = new byte[Layout.FRAME];
  private volatile IOException failure;
  private volatile boolean finished;
  private long chunks;

  /** Opens both files, which must not exist. */
  RecordFiles(Path directory) throws IOException {
    log = open(directory.resolve(Layout.LOG));
    memory = open(directory.resolve(Layout.MEMORY));
    thread = Thread.ofPlatform().daemon().name("record").start(this::work);
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
  }

  /** How many chunks of the log were handed over. */
  long chunks() {
    return chunks;
  }

  /** Takes a chunk of the log over. */
  void log(ByteWriter chunk) {
    chunks++;
    submit(() -> writeBlock(log, Layout.CHUNK_MAGIC, chunk.array(), chunk.length()));
  }

  /**
   * Takes frames over that belong to the snapshot to come.
   *
   * @param numbers the frames' numbers
   * @param count how many there are
   * @param bytes theirs, one frame after the other
   */
  void frames(int[] numbers, int count, byte[] bytes) {
    submit(() -> writeFrames(numbers, count, bytes));
  }

  /** Takes the rest of a snapshot over. */
  void state(ByteWriter state) {
    submit(() -> writeBlock(memory, Layout.STATE_MAGIC, state.array(), state.length()));
  }

  private void submit(Job job) {
    try {
      do {
        if (failure != null) {
          throw new RecordException("the record cannot be written: " + reason(failure), failure);
        }
      } while (!jobs.offer(job, 100, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RecordException("the record was interrupted", e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void work() {
    try {
      while (!finished || !jobs.isEmpty()) {
        final Job job = jobs.poll(100, TimeUnit.MILLISECONDS);
        if (job != null && failure == null) {
          job.write();
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = new IOException("interrupted");
    }
  }

  private void writeBlock(DataOutputStream to, int magic, byte[] bytes, int length)
      throws IOException {
    final int size = deflate(bytes, 0, length);
    crc.reset();
    crc.update(bytes, 0, length);
    to.writeInt(magic);
    to.writeInt(length);
    to.writeInt(size);
    to.writeInt((int) crc.getValue());
    to.write(compressed, 0, size);
  }

  private void writeFrames(int[] numbers, int count, byte[] bytes) throws IOException {
    final ByteWriter data = new ByteWriter(count * Layout.FRAME / 2);
    final ByteWriter table = new ByteWriter(4 * count);
    int last = 0;
    for (int i = 0; i < count; i++) {
      final int at = i * Layout.FRAME;
      int size = 0;
      if (!zero(bytes, at)) {
        size = deflate(bytes, at, Layout.FRAME);
        if (size < Layout.FRAME) {
          data.bytes(compressed, 0, size);
        } else {
          size = Layout.FRAME;
          data.bytes(bytes, at, size);
        }
      }
      table.difference(numbers[i] - last);
      table.number(size);
      last = numbers[i];
    }
    memory.writeInt(Layout.FRAMES_MAGIC);
    memory.writeInt(count);
    memory.writeInt(table.length());
    memory.writeInt(data.length());
    memory.write(table.array(), 0, table.length());
    memory.write(data.array(), 0, data.length());
  }

  private static boolean zero(byte[] bytes, int offset) {
    for (int i = offset; i < offset + Layout.FRAME; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Compresses into {@link #compressed}; how many bytes that took. */
  private int deflate(byte[] bytes, int offset, int length) {
    deflater.reset();
    deflater.setInput(bytes, offset, length);
    deflater.finish();
    int size = 0;
    while (!deflater.finished()) {
      if (size == compressed.length) {
        compressed = Arrays.copyOf(compressed, 2 * size);
      }
      size += deflater.deflate(compressed, size, compressed.length - size);
    }
    return size;
  }

  /** Writes everything that was handed over. */
  @Override
  public void close() throws IOException {
    finished = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    deflater.end();
    try (log;
        memory) {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
