package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_CALLEE;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_COPY;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_END;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_OWNER;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_SIZE;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_START;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_TRANSITIVE;
import static dev.cubicle.tracing.state.MonitorField.ARGUMENT_WRITE;
import static dev.cubicle.tracing.state.MonitorField.FRAME_CALLEE;
import static dev.cubicle.tracing.state.MonitorField.FRAME_CALLER;
import static dev.cubicle.tracing.state.MonitorField.FRAME_FUNCTION;
import static dev.cubicle.tracing.state.MonitorField.FRAME_RETURN_ADDRESS;
import static dev.cubicle.tracing.state.MonitorField.FRAME_RSP;
import static dev.cubicle.tracing.state.MonitorField.FRAME_SIZE;
import static dev.cubicle.tracing.state.MonitorField.FRAME_WINDOWS;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_THREAD_COUNT;
import static dev.cubicle.tracing.state.MonitorField.THREAD_CUBICLE;
import static dev.cubicle.tracing.state.MonitorField.THREAD_KERNEL_NUMBER;
import static dev.cubicle.tracing.state.MonitorField.THREAD_PKRU;
import static dev.cubicle.tracing.state.MonitorField.THREAD_SHADOW;
import static dev.cubicle.tracing.state.MonitorField.THREAD_SHADOW_BASE;
import static dev.cubicle.tracing.state.MonitorField.THREAD_WINDOWS;
import static dev.cubicle.tracing.state.MonitorField.THREAD_WINDOW_COUNT;

import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** Reads threads: their blocks, shadow stacks and argument windows. */
final class ThreadReader {
  private static final int MOST_THREADS = 64;
  private static final int MOST_DEPTH = 1024;
  private static final int MOST_WINDOWS = 1024;

  /** How many argument windows of calls that have returned are told. */
  private static final int REMEMBERED = 16;

  private final Manifest manifest;
  private final MonitorLayout layout;
  private final PeekableMemory memory;

  ThreadReader(Manifest manifest, MonitorLayout layout, PeekableMemory memory) {
    this.manifest = manifest;
    this.layout = layout;
    this.memory = memory;
  }

  List<LiveThread> all(PageTable table) {
    final int count = Math.clamp(memory.peekInt(layout.at(MONITOR_THREAD_COUNT)), 0, MOST_THREADS);
    final List<LiveThread> threads = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      final long block = table.threadsStart() + number * table.threadSize();
      if (memory.peekInt(block + layout.at(THREAD_KERNEL_NUMBER)) != 0) {
        threads.add(read(number, block));
      }
    }
    return List.copyOf(threads);
  }

  private LiveThread read(int number, long block) {
    return new LiveThread(
        number,
        block,
        memory.peekInt(block + layout.at(THREAD_CUBICLE)),
        memory.peekInt(block + layout.at(THREAD_PKRU)),
        frames(block),
        closed(block));
  }

  /** Argument windows lie in the order of the calls that opened them. */
  private List<LiveFrame> frames(long block) {
    final long base = memory.peekLong(block + layout.at(THREAD_SHADOW_BASE));
    final long shadow = memory.peekLong(block + layout.at(THREAD_SHADOW));
    final long size = layout.at(FRAME_SIZE);
    final long depth = Math.clamp((shadow - base) / size, 0, MOST_DEPTH);
    final List<LiveFrame> frames = new ArrayList<>();
    int window = 0;
    for (long i = 0; i < depth; i++) {
      final long frame = base + i * size;
      final int opened =
          Math.clamp(
              memory.peekInt(frame + layout.at(FRAME_WINDOWS)), 0, windowCount(block) - window);
      final int function = memory.peekInt(frame + layout.at(FRAME_FUNCTION));
      frames.add(
          new LiveFrame(
              memory.peekInt(frame + layout.at(FRAME_CALLER)),
              memory.peekInt(frame + layout.at(FRAME_CALLEE)),
              function >= 0 && function < manifest.functions().size()
                  ? OptionalInt.of(function)
                  : OptionalInt.empty(),
              memory.peekLong(frame + layout.at(FRAME_RETURN_ADDRESS)),
              memory.peekLong(frame + layout.at(FRAME_RSP)),
              windows(block, window, window + opened)));
      window += opened;
    }
    Collections.reverse(frames);
    return frames;
  }

  private int windowCount(long block) {
    return Math.clamp(memory.peekInt(block + layout.at(THREAD_WINDOW_COUNT)), 0, MOST_WINDOWS);
  }

  private List<LiveArgumentWindow> closed(long block) {
    final int first = windowCount(block);
    return windows(block, first, Math.min(first + REMEMBERED, MOST_WINDOWS));
  }

  /** Copies are no windows: they open nothing. */
  private List<LiveArgumentWindow> windows(long block, int from, int to) {
    final long rows = memory.peekLong(block + layout.at(THREAD_WINDOWS));
    final List<LiveArgumentWindow> windows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      final long row = rows + i * layout.at(ARGUMENT_SIZE);
      final long end = memory.peekLong(row + layout.at(ARGUMENT_END));
      if (memory.peekLong(row + layout.at(ARGUMENT_COPY)) == 0 && end != 0) {
        windows.add(
            new LiveArgumentWindow(
                memory.peekLong(row + layout.at(ARGUMENT_START)),
                end,
                memory.peekInt(row + layout.at(ARGUMENT_OWNER)) & 0xffff,
                memory.peekInt(row + layout.at(ARGUMENT_CALLEE)) & 0xffff,
                (memory.peekInt(row + layout.at(ARGUMENT_WRITE)) & 0xff) != 0,
                (memory.peekInt(row + layout.at(ARGUMENT_TRANSITIVE)) & 0xff) != 0));
      }
    }
    return windows;
  }
}
