package dev.cubicle.trampolines.report;

import com.google.common.primitives.ImmutableLongArray;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the monitor has counted: {@code struct statistics} of {@code cubicle/statistics.h}. Counts
 * are not negative; that they are true rests on the image's monitor.
 *
 * @param calls cross-cubicle calls
 * @param monitorCalls of them, into the monitor
 * @param switches WRPKRU instructions carried out
 * @param faults SIGSEGV for a key or a protection
 * @param retags pages whose key was changed
 * @param retagCalls pkey_mprotect system calls for them
 * @param windowOperations calls of the window API
 * @param argumentWindows opened by the gate
 * @param systemCalls made for cubicles
 * @param evictions keys taken from one cubicle for another
 * @param traps system calls that came as UD2
 * @param cubicles by the manifest's numbers
 * @param callCounts those that are not 0, by function, then caller
 */
public record StatisticsBlock(
    long calls,
    long monitorCalls,
    long switches,
    long faults,
    long retags,
    long retagCalls,
    long windowOperations,
    long argumentWindows,
    long systemCalls,
    long evictions,
    long traps,
    List<CubicleCounts> cubicles,
    List<CallCount> callCounts) {

  /**
   * @param cubicle number
   * @param key it had last, 0 if none
   * @param faults it caused by an access
   * @param pages it owned at the end
   */
  public record CubicleCounts(int cubicle, int key, long faults, long pages) {}

  /**
   * @param function a row of the function table
   * @param caller a cubicle's number
   */
  public record CallCount(int function, int caller, long count) {}

  private static final long MAGIC = 0x3154_4154_5342_5543L; // "CUBSTAT1"
  private static final int VERSION = 1;
  private static final int SIZE = 160;
  private static final int COUNTS = 32;
  private static final int COUNTS_END = COUNTS + 11 * Long.BYTES;
  private static final int KEYS = 16;

  /**
   * Reads the block from the buffer's position on.
   *
   * @param manifest of the image that wrote it
   */
  public static StatisticsBlock read(ByteBuffer buffer, Manifest manifest)
      throws BadInputException {
    ByteBuffer block = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    int cubicles = manifest.cubicles().size();
    int functions = manifest.functions().size();
    long expected = SIZE + Long.BYTES * (3L * cubicles + (long) functions * cubicles);
    if (block.limit() < SIZE || block.getLong(0) != MAGIC) {
      throw new BadInputException("the statistics of the image are missing or damaged");
    }
    if (block.getInt(8) != VERSION
        || block.getInt(12) != SIZE
        || block.getInt(24) != cubicles
        || block.getInt(28) != functions
        || block.getLong(16) != expected
        || block.limit() < expected) {
      throw new BadInputException(
          "the statistics do not fit the image: %d bytes expected for %d cubicles and %d functions"
              .formatted(expected, cubicles, functions));
    }
    for (int at = COUNTS; at < COUNTS_END; at += Long.BYTES) {
      checkCount(block.getLong(at));
    }
    int faults = SIZE + cubicles * Long.BYTES;
    int pages = faults + cubicles * Long.BYTES;
    return new StatisticsBlock(
        block.getLong(COUNTS),
        block.getLong(COUNTS + 8),
        block.getLong(COUNTS + 16),
        block.getLong(COUNTS + 24),
        block.getLong(COUNTS + 32),
        block.getLong(COUNTS + 40),
        block.getLong(COUNTS + 48),
        block.getLong(COUNTS + 56),
        block.getLong(COUNTS + 64),
        block.getLong(COUNTS + 72),
        block.getLong(COUNTS + 80),
        cubicles(
            longs(block, SIZE, cubicles),
            longs(block, faults, cubicles),
            longs(block, pages, cubicles)),
        calls(block, pages + cubicles * Long.BYTES, functions, cubicles));
  }

  private static List<CubicleCounts> cubicles(
      ImmutableLongArray keys, ImmutableLongArray faults, ImmutableLongArray pages)
      throws BadInputException {
    List<CubicleCounts> counts = new ArrayList<>();
    for (int i = 0; i < keys.length(); i++) {
      if (keys.get(i) >= KEYS) {
        throw new BadInputException(
            "the statistics give cubicle %d the key %d; there are %d keys"
                .formatted(i, keys.get(i), KEYS));
      }
      counts.add(new CubicleCounts(i, (int) keys.get(i), faults.get(i), pages.get(i)));
    }
    return List.copyOf(counts);
  }

  private static List<CallCount> calls(ByteBuffer block, int start, int functions, int cubicles)
      throws BadInputException {
    List<CallCount> calls = new ArrayList<>();
    int at = start;
    for (int function = 0; function < functions; function++) {
      for (int caller = 0; caller < cubicles; caller++) {
        long count = block.getLong(at);
        checkCount(count);
        if (count != 0) {
          calls.add(new CallCount(function, caller, count));
        }
        at += Long.BYTES;
      }
    }
    return List.copyOf(calls);
  }

  private static ImmutableLongArray longs(ByteBuffer block, int start, int count)
      throws BadInputException {
    ImmutableLongArray.Builder values = ImmutableLongArray.builder(count);
    for (int i = 0; i < count; i++) {
      long value = block.getLong(start + i * Long.BYTES);
      checkCount(value);
      values.add(value);
    }
    return values.build();
  }

  private static void checkCount(long count) throws BadInputException {
    if (count < 0) {
      throw new BadInputException(
          "the statistics count %s of something: they are damaged"
              .formatted(Long.toUnsignedString(count)));
    }
  }
}
