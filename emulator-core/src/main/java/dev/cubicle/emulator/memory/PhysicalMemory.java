package dev.cubicle.emulator.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The guest's physical memory: one stretch of host memory, handed out in frames of 4 KiB. A
 * physical address is the byte offset into it.
 *
 * <p>The stretch is reserved, not touched: the host gives a page when it is first written, so that
 * the size costs nothing by itself and bounds what a guest can take. Frames are reference-counted,
 * since shared mappings name one frame several times.
 *
 * <p>Not safe for use by several threads, apart from {@link #segment()}.
 */
public final class PhysicalMemory implements AutoCloseable {

  /** Bytes in a frame. */
  public static final int FRAME_SIZE = 4096;

  /** What {@link #allocateFrame} returns when every frame is in use. */
  public static final long EXHAUSTED = -1;

  /** Largest size in bytes: frame numbers are {@code int}s. */
  public static final long MAXIMUM_SIZE = (1L << 30) * FRAME_SIZE;

  private static final int FRAME_SHIFT = 12;
  private static final int EXECUTED = 1 << 31;
  private static final int REFERENCES = ~EXECUTED;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final int frames;

  /** Per frame: {@link #EXECUTED} and the number of references. As long as frames were in use. */
  private int[] states = new int[1024];

  /** Frames that were in use and are free again, as a stack; their bytes are arbitrary. */
  private int[] recycled = new int[256];

  private int recycledCount;

  /** Frames from here on were never in use: their bytes are zero. */
  private int firstFresh;

  private int peak;

  /**
   * Reserves memory.
   *
   * @param bytes size, rounded down to whole frames
   * @throws IllegalArgumentException if that is less than one frame, more than {@link
   *     #MAXIMUM_SIZE}, or more than the host lets one reserve; the message is fit for a user
   */
  public PhysicalMemory(long bytes) {
    if (bytes < FRAME_SIZE || bytes > MAXIMUM_SIZE) {
      throw new IllegalArgumentException(
          "guest memory of %d bytes: it must be between 4 KiB and 4 TiB".formatted(bytes));
    }
    frames = (int) (bytes >>> FRAME_SHIFT);
    segment = HostMemory.reserve((long) frames << FRAME_SHIFT, arena);
  }

  /** All of the memory. Usable by any thread until {@link #close}. */
  public MemorySegment segment() {
    return segment;
  }

  /** Size in bytes. */
  public long size() {
    return segment.byteSize();
  }

  /**
   * Takes a frame, with one reference.
   *
   * @return the physical address of 4096 zero bytes, or {@link #EXHAUSTED}
   */
  public long allocateFrame() {
    int frame;
    if (recycledCount > 0) {
      frame = recycled[--recycledCount];
      segment.asSlice((long) frame << FRAME_SHIFT, FRAME_SIZE).fill((byte) 0);
    } else if (firstFresh < frames) {
      frame = firstFresh++;
      if (frame == states.length) {
        states = Arrays.copyOf(states, (int) Math.min(frames, 2L * states.length));
      }
    } else {
      return EXHAUSTED;
    }
    states[frame] = 1;
    peak = Math.max(peak, firstFresh - recycledCount);
    return (long) frame << FRAME_SHIFT;
  }

  /**
   * Takes all frames below a number, with one reference each where they have none, so that they can
   * be named without having been handed out; for replaying a run.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  public void claim(long count) {
    if (count > frames) {
      throw new IllegalArgumentException("there are %d frames, not %d".formatted(frames, count));
    }
    if (count > states.length) {
      states = Arrays.copyOf(states, (int) Math.min(frames, Math.max(count, 2L * states.length)));
    }
    for (; firstFresh < count; firstFresh++) {
      states[firstFresh] = 1;
    }
    peak = Math.max(peak, firstFresh - recycledCount);
  }

  /** Adds a reference to a frame in use. */
  public void retainFrame(long frameAddress) {
    states[inUse(frameAddress)]++;
  }

  /**
   * Takes a reference away; the frame is free when none is left.
   *
   * @return whether it is free now
   */
  public boolean releaseFrame(long frameAddress) {
    int frame = inUse(frameAddress);
    if ((--states[frame] & REFERENCES) != 0) {
      return false;
    }
    states[frame] = 0;
    if (recycledCount == recycled.length) {
      recycled = Arrays.copyOf(recycled, 2 * recycled.length);
    }
    recycled[recycledCount++] = frame;
    return true;
  }

  /** How many references a frame has; 0 when it is free. */
  public int references(long frameAddress) {
    int frame = number(frameAddress);
    return frame < firstFresh ? states[frame] & REFERENCES : 0;
  }

  /** Whether an engine may hold host code translated from this frame. */
  public boolean executed(long frameAddress) {
    int frame = number(frameAddress);
    return frame < firstFresh && (states[frame] & EXECUTED) != 0;
  }

  /** Set by the machine when it lets code be fetched from a frame; forgotten when it is freed. */
  public void setExecuted(long frameAddress, boolean executed) {
    int frame = inUse(frameAddress);
    states[frame] = executed ? states[frame] | EXECUTED : states[frame] & REFERENCES;
  }

  /** How many frames have ever been in use: those with higher numbers hold zeros. */
  public long firstUnusedFrame() {
    return firstFresh;
  }

  /** How many frames are in use. */
  public long framesInUse() {
    return firstFresh - recycledCount;
  }

  /** The most frames that were in use at one time. */
  public long peakFrames() {
    return peak;
  }

  /** How many frames can still be allocated. */
  public long freeFrames() {
    return frames - framesInUse();
  }

  /** Gives the host memory back. No engine may use it any more. */
  @Override
  public void close() {
    arena.close();
  }

  private int number(long frameAddress) {
    if ((frameAddress & (FRAME_SIZE - 1)) != 0 || frameAddress < 0 || frameAddress >= size()) {
      throw new IllegalArgumentException("not a frame: 0x" + Long.toHexString(frameAddress));
    }
    return (int) (frameAddress >>> FRAME_SHIFT);
  }

  private int inUse(long frameAddress) {
    int frame = number(frameAddress);
    if (frame >= firstFresh || (states[frame] & REFERENCES) == 0) {
      throw new IllegalArgumentException("not in use: frame 0x" + Long.toHexString(frameAddress));
    }
    return frame;
  }
}
