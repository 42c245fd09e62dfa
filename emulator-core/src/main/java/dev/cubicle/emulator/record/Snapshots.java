package dev.cubicle.emulator.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The snapshots of a record: which there are, and the bytes of each frame at each of them. */
final class Snapshots implements AutoCloseable {
  private final BlockFile file;
  private final List<Snapshot> snapshots = new ArrayList<>();

  /** Per frame, its versions in the order of snapshots. */
  private final Map<Integer, List<Version>> frames = new HashMap<>();

  /** What was kept of a frame: where its bytes are, if not all zero. */
  private record Version(int snapshot, long at, int size) {}

  /**
   * A snapshot.
   *
   * @param number counted from 0
   * @param chunk of the log that begins there
   * @param position events and instructions carried out before it
   * @param midway whether that is in the midst of guest code, not before its start there
   * @param unusedFrame number of the first frame that was never used
   * @param state the rest of it, as written
   * @param rest where registers begin in {@code state}
   */
  record Snapshot(
      int number, int chunk, long position, boolean midway, long unusedFrame, int state, int rest) {

    /** Whether it is of the start of guest code at a position, or of before. */
    boolean leadsTo(long place) {
      return position < place || position == place && !midway;
    }
  }

  Snapshots(Path path, int chunks, long frameCount) throws IOException {
    file = BlockFile.open(path);
    for (int i = 0; i < file.size(); i++) {
      if (file.block(i).magic() == Layout.FRAMES_MAGIC) {
        index(file.block(i), frameCount);
      } else if (file.block(i).magic() == Layout.STATE_MAGIC) {
        final Snapshot snapshot = snapshot(i, frameCount);
        if (snapshot.chunk() > chunks) {
          // The log was cut short before it came here.
          break;
        }
        snapshots.add(snapshot);
      } else {
        throw ByteReader.damaged();
      }
    }
    if (snapshots.isEmpty()) {
      throw new RecordException("nothing was recorded");
    }
  }

  private void index(BlockFile.Block block, long frameCount) {
    final ByteReader table = new ByteReader();
    table.open(file.bytes(block.at(), block.second()), block.second());
    long at = block.at() + block.second();
    final long end = at + block.third();
    long number = 0;
    for (int i = 0; i < block.first(); i++) {
      number += table.difference();
      final int size = table.number(Layout.FRAME);
      if (number < 0 || number >= frameCount || at + size > end) {
        throw ByteReader.damaged();
      }
      frames
          .computeIfAbsent((int) number, _ -> new ArrayList<>(1))
          .add(new Version(snapshots.size(), at, size));
      at += size;
    }
  }

  private Snapshot snapshot(int block, long frameCount) {
    final ByteReader in = new ByteReader();
    final byte[] bytes = file.read(block);
    in.open(bytes, bytes.length);
    final int chunk = in.number(Integer.MAX_VALUE);
    final long position = in.number();
    final boolean midway = in.number(1) == 1;
    final long unused = in.number();
    final Snapshot before = snapshots.isEmpty() ? null : snapshots.getLast();
    if (unused < 0
        || unused > frameCount
        || position < 0
        || before != null && (before.position() > position || before.chunk() > chunk)) {
      throw ByteReader.damaged();
    }
    return new Snapshot(snapshots.size(), chunk, position, midway, unused, block, in.position());
  }

  int size() {
    return snapshots.size();
  }

  Snapshot get(int number) {
    return snapshots.get(number);
  }

  /** The last one that leads to the start of guest code at a position. */
  Snapshot before(long position) {
    int low = 0;
    int high = snapshots.size() - 1;
    while (low < high) {
      final int middle = (low + high + 1) >>> 1;
      if (snapshots.get(middle).leadsTo(position)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return snapshots.get(low);
  }

  /** Registers and all that follows. */
  byte[] state(Snapshot snapshot) {
    final byte[] bytes = file.read(snapshot.state());
    return Arrays.copyOfRange(bytes, snapshot.rest(), bytes.length);
  }

  /** Told of a frame's bytes. */
  @FunctionalInterface
  interface FrameTaker {
    /**
     * @param bytes null for zeros
     */
    void take(int number, byte[] bytes);
  }

  /** A frame's bytes at a snapshot; null for zeros. */
  byte[] frame(int number, int snapshot) {
    final List<Version> versions = frames.get(number);
    return versions == null ? null : bytes(latest(versions, snapshot));
  }

  /** The numbers of all frames of which anything is known. */
  Set<Integer> known() {
    return frames.keySet();
  }

  /** The snapshot that was taken where a chunk begins; null if none was. */
  Snapshot at(int chunk) {
    for (Snapshot snapshot : snapshots) {
      if (snapshot.chunk() == chunk) {
        return snapshot;
      }
    }
    return null;
  }

  /** Gives the bytes of frames that may have changed between a snapshot and the one before. */
  void changed(Snapshot snapshot, FrameTaker taker) {
    frames.forEach(
        (number, versions) -> {
          final Version version = latest(versions, snapshot.number());
          if (version != null && version.snapshot() == snapshot.number()) {
            taker.take(number, bytes(version));
          }
        });
  }

  /** Whether a frame has different versions at two snapshots, or may have. */
  boolean differs(int number, int one, int other) {
    final List<Version> versions = frames.get(number);
    return versions != null && latest(versions, one) != latest(versions, other);
  }

  private static Version latest(List<Version> versions, int snapshot) {
    int low = -1;
    int high = versions.size() - 1;
    while (low < high) {
      final int middle = (low + high + 1) >> 1;
      if (versions.get(middle).snapshot() <= snapshot) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low < 0 ? null : versions.get(low);
  }

  private byte[] bytes(Version version) {
    if (version == null || version.size() == 0) {
      return null;
    }
    final byte[] stored = file.bytes(version.at(), version.size());
    return version.size() == Layout.FRAME ? stored : file.inflate(stored, Layout.FRAME);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
