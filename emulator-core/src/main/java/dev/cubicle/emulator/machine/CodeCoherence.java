package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.PageTableEntry;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps translated code true to memory across all views. A frame is at any moment either
 * <em>executed</em> (some engine may hold code translated from it, none may have it writable) or
 * <em>writable</em> (some engine may have a writable translation, none holds code of it); going
 * from one to the other happens outside emulation. Inside one engine Unicorn would notice stores to
 * its own translated code, but only with executable pages kept on its slow store path, and it knows
 * nothing of the other engines.
 *
 * <p>The exception is code that stores into the very frame it runs from: that frame is
 * <em>mixed</em>, writable and executed at once in one view, where Unicorn does notice, and neither
 * in all others.
 */
final class CodeCoherence {
  private final PhysicalMemory memory;
  private final ViewPool views;

  /**
   * Frames writable in some TLB hold the current generation; a flush of all views starts a new one
   * and so clears them all at once.
   */
  private final int[] writableGeneration;

  private int generation = 1;

  private final Map<Long, View> mixedOwner = new HashMap<>();

  /** Null when nobody wants to know. */
  private WrittenFrames written;

  CodeCoherence(PhysicalMemory memory, ViewPool views) {
    this.memory = memory;
    this.views = views;
    this.writableGeneration = new int[Math.toIntExact(memory.size() / PageTableEntry.PAGE_SIZE)];
  }

  boolean executed(long frame) {
    return memory.executed(frame);
  }

  boolean writable(long frame) {
    return writableGeneration[index(frame)] == generation;
  }

  void markWritable(long frame) {
    writableGeneration[index(frame)] = generation;
    if (written != null) {
      written.add(frame);
    }
  }

  /**
   * Has every frame added to {@code frames} that guest code may write from now on, until told
   * otherwise.
   */
  void trackWrites(WrittenFrames frames) {
    written = frames;
    forgetWritable();
    mixedOwner.keySet().forEach(frames::add);
  }

  /** The machine itself has written to a frame. */
  void written(long frame) {
    if (written != null) {
      written.add(frame);
    }
    if (memory.executed(frame)) {
      forgetCode(frame);
    }
  }

  /** A fetch translation of {@code frame} is about to be cached. */
  void markExecuted(long frame) {
    if (!memory.executed(frame)) {
      memory.setExecuted(frame, true);
    }
  }

  /** Whether a frame is writable and executed at once, in whatever view. */
  boolean mixed(long frame) {
    return !mixedOwner.isEmpty() && mixedOwner.containsKey(frame);
  }

  boolean mixedIn(long frame, View view) {
    return mixedOwner.get(frame) == view;
  }

  /** From now on {@code view} may write and execute the frame at once, and no other may at all. */
  void mix(long frame, View owner) {
    views.forEach(
        view -> {
          if (view != owner) {
            view.forgetCodeLater(frame);
          }
        });
    owner.flushLater();
    memory.setExecuted(frame, true);
    mixedOwner.put(frame, owner);
    if (written != null) {
      written.add(frame);
    }
  }

  /** Code of an executed frame is about to change, or has changed: no engine may keep it. */
  void forgetCode(long frame) {
    mixedOwner.remove(frame);
    memory.setExecuted(frame, false);
    views.forEach(view -> view.forgetCodeLater(frame));
  }

  /** A writable frame is about to be executed: no engine may keep a writable translation. */
  void forgetWritable() {
    views.forEach(View::flushLater);
    generation++;
  }

  private static int index(long frame) {
    return (int) (frame >>> 12);
  }
}
