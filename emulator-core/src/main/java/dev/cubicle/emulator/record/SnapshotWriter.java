package dev.cubicle.emulator.record;

import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.CpuContext;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.WrittenFrames;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.MemoryImage;
import dev.cubicle.emulator.memory.MemoryJournal;
import dev.cubicle.emulator.memory.PhysicalMemory;

/**
 * Takes snapshots between two stretches of guest code. Frames that neither guest code could write
 * nor the kernel wrote since the last snapshot are left out.
 */
final class SnapshotWriter implements AutoCloseable {
  /** Nanoseconds between two snapshots. */
  private static final long INTERVAL = 250_000_000;

  /** A snapshot may take this part of the time. */
  private static final int SHARE = 50;

  /** The clock is read at one in so many occasions. */
  private static final int OCCASIONS = 8;

  private final Machine machine;
  private final MemoryImage memory;
  private final RecordFiles files;
  private final LogWriter log;
  private final WrittenFrames written;
  private final CpuContext aside;
  private int occasion;
  private long next;

  /** The section that is being filled. */
  private int[] numbers = new int[Layout.SECTION_FRAMES];

  private byte[] bytes = new byte[Layout.SECTION_FRAMES * Layout.FRAME];
  private int count;

  SnapshotWriter(Machine machine, MemoryImage memory, RecordFiles files, LogWriter log) {
    this.machine = machine;
    this.memory = memory;
    this.files = files;
    this.log = log;
    this.written = new WrittenFrames(memory.memory());
    this.aside = machine.cpu().newContext(0);
  }

  /** Whether it is time for one. */
  boolean due() {
    if (++occasion < OCCASIONS) {
      return false;
    }
    occasion = 0;
    return System.nanoTime() - next >= 0;
  }

  /** Takes all memory, and tracks what is written from now on. */
  void takeFirst(RecordingCpu cpu) {
    final PhysicalMemory all = memory.memory();
    for (long number = 0; number < all.firstUnusedFrame(); number++) {
      written.add(number * Layout.FRAME);
    }
    memory.keep(new Journal());
    take(cpu, 0, false);
  }

  /**
   * Takes one; what is logged from now on comes behind it.
   *
   * @param midway whether that is in the midst of guest code
   */
  void take(RecordingCpu cpu, long position, boolean midway) {
    final long start = System.nanoTime();
    log.cut();
    written.forEach(this::take);
    endSection();
    written.clear();
    machine.trackWrites(written);
    files.state(state(cpu, position, midway));
    final long now = System.nanoTime();
    next = now + Math.max(INTERVAL, SHARE * (now - start));
  }

  private void take(long frame) {
    numbers[count] = (int) (frame / Layout.FRAME);
    memory.read(frame, bytes, count * Layout.FRAME, Layout.FRAME);
    count++;
    if (count == Layout.SECTION_FRAMES) {
      endSection();
    }
  }

  private void endSection() {
    if (count > 0) {
      files.frames(numbers, count, bytes);
      numbers = new int[Layout.SECTION_FRAMES];
      bytes = new byte[Layout.SECTION_FRAMES * Layout.FRAME];
      count = 0;
    }
  }

  private ByteWriter state(RecordingCpu cpu, long position, boolean midway) {
    final ByteWriter state = new ByteWriter(1 << 16);
    state.number(files.chunks());
    state.number(position);
    state.put(midway ? 1 : 0);
    state.number(memory.memory().firstUnusedFrame());
    final Cpu real = machine.cpu();
    writeRegisters(state, real);
    state.number(cpu.current());
    state.number(cpu.contexts().size());
    real.save(aside);
    for (RecordingCpu.Context context : cpu.contexts()) {
      state.number(context.number());
      state.number(context.thread());
      state.put(context.used() ? 1 : 0);
      if (context.used()) {
        real.load(context.target());
        writeRegisters(state, real);
      }
    }
    real.load(aside);
    state.number(memory.mappings().size());
    memory.mappings().forEach(mapping -> MappingCode.write(state, mapping));
    EntryCode.write(state, memory, 0);
    return state;
  }

  private static void writeRegisters(ByteWriter state, Cpu cpu) {
    RegisterCode.write(state, ThreadRegisters.of(cpu));
  }

  @Override
  public void close() {
    memory.keep(null);
    aside.close();
  }

  /** Hands on to the log what it is told, and remembers which frames are concerned. */
  private final class Journal implements MemoryJournal {
    @Override
    public void entrySet(long page, long entry) {
      log.entrySet(page, entry);
    }

    @Override
    public void frameCleared(long frame) {
      written.add(frame);
      log.frameCleared(frame);
    }

    @Override
    public void frameWritten(long physicalAddress, int length) {
      written.add(physicalAddress);
      log.frameWritten(physicalAddress, length);
    }

    @Override
    public void mapped(long start, long end, MappingAttributes attributes) {
      log.mapped(start, end, attributes);
    }

    @Override
    public void unmapped(long start, long end) {
      log.unmapped(start, end);
    }
  }
}
