package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.GuestThread;
import dev.cubicle.emulator.debug.MemoryRights;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.StopRules;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ElfImage;
import dev.cubicle.emulator.linux.elf.InvalidImageException;
import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PeekableMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A guest of two threads and a page of memory, each step of which ends at once. */
final class FakeTarget implements DebugTarget {
  static final long MEMORY = 0x40_0000;
  static final int FIRST = 1000;
  static final int SECOND = 1001;
  static final String PATH = "/bin/guest";

  final byte[] memory = new byte[4096];
  final List<Resumption> resumed = new ArrayList<>();
  final List<Breakpoint> breakpoints = new ArrayList<>();
  final List<Watchpoint> watchpoints = new ArrayList<>();
  final byte[] file = smallestProgram();
  private final ThreadRegisters[] registers = {new ThreadRegisters(), new ThreadRegisters()};
  private StopReason reason = new StopReason.Started(FIRST);
  private StopRules rules = StopRules.DEFAULT;
  boolean detached;
  boolean killed;
  int interrupts;

  @Override
  public StopReason stopReason() {
    return reason;
  }

  @Override
  public StopReason resume(Resumption how) {
    resumed.add(how);
    reason =
        switch (how) {
          case Resumption.Continue _ -> new StopReason.Interrupted(FIRST);
          case Resumption.Step step -> new StopReason.StepDone(known(step.thread()));
          case Resumption.StepRange range -> new StopReason.StepDone(known(range.thread()));
        };
    return reason;
  }

  private static int known(int thread) {
    if (thread != FIRST && thread != SECOND) {
      throw new IllegalArgumentException("there is no thread " + thread);
    }
    return thread;
  }

  void end() {
    reason = new StopReason.Ended(new Termination.Exited(3));
  }

  void stopped(StopReason why) {
    reason = why;
  }

  @Override
  public void interrupt() {
    interrupts++;
  }

  @Override
  public List<GuestThread> threads() {
    return List.of(new GuestThread(FIRST, "one"), new GuestThread(SECOND, "<two>"));
  }

  @Override
  public ThreadRegisters registers(int thread) {
    final ThreadRegisters copy = new ThreadRegisters();
    copy(registers[known(thread) - FIRST], copy);
    return copy;
  }

  private static void copy(ThreadRegisters from, ThreadRegisters to) {
    for (Register register : Register.values()) {
      to.set(register, from.get(register));
    }
    to.setPkru(from.pkru());
    System.arraycopy(from.floatingPoint(), 0, to.floatingPoint(), 0, to.floatingPoint().length);
  }

  @Override
  public void setRegisters(int thread, ThreadRegisters values) {
    copy(values, registers[known(thread) - FIRST]);
  }

  @Override
  public byte[] read(long address, int length, MemoryRights rights, int thread) {
    final long offset = address - MEMORY;
    if (offset < 0 || offset >= memory.length || rights == MemoryRights.OF_THREAD) {
      return new byte[0];
    }
    return Arrays.copyOfRange(memory, (int) offset, (int) Math.min(memory.length, offset + length));
  }

  @Override
  public int write(long address, byte[] bytes, MemoryRights rights, int thread) {
    final long offset = address - MEMORY;
    if (offset < 0 || offset >= memory.length) {
      return 0;
    }
    final int count = (int) Math.min(bytes.length, memory.length - offset);
    System.arraycopy(bytes, 0, memory, (int) offset, count);
    return count;
  }

  @Override
  public PeekableMemory memory() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Mapping> mappings() {
    return List.of();
  }

  @Override
  public ProcessImage image() {
    final FileBacking backing =
        new FileBacking() {
          @Override
          public String name() {
            return PATH;
          }

          @Override
          public long size() {
            return file.length;
          }

          @Override
          public int read(long position, byte[] destination, int offset, int length) {
            final int count = (int) Math.max(0, Math.min(length, file.length - position));
            System.arraycopy(file, (int) position, destination, offset, count);
            return count;
          }

          @Override
          public void write(long position, byte[] source, int offset, int length) {
            throw new UnsupportedOperationException();
          }
        };
    try {
      return new ProcessImage(ElfImage.parse(backing), 0, MEMORY, 0, 0);
    } catch (InvalidImageException e) {
      throw new AssertionError(e);
    }
  }

  /** The smallest program that can be loaded. */
  private static byte[] smallestProgram() {
    final ByteBuffer elf = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    elf.putShort((short) 2).putShort((short) 62).putInt(1).putLong(MEMORY + 120);
    elf.putLong(64).putLong(0).putInt(0).putShort((short) 64).putShort((short) 56);
    elf.putShort((short) 1).putShort((short) 64).putShort((short) 0).putShort((short) 0);
    elf.putInt(1).putInt(5).putLong(0).putLong(MEMORY).putLong(MEMORY);
    elf.putLong(4096).putLong(4096).putLong(4096);
    for (int i = elf.position(); i < elf.capacity(); i++) {
      elf.put(i, (byte) i);
    }
    return elf.array();
  }

  @Override
  public String executable() {
    return PATH;
  }

  @Override
  public byte[] auxiliaryVector() {
    return new byte[16];
  }

  @Override
  public void add(Breakpoint breakpoint) {
    breakpoints.add(breakpoint);
  }

  @Override
  public void remove(Breakpoint breakpoint) {
    breakpoints.remove(breakpoint);
  }

  @Override
  public boolean add(Watchpoint watchpoint) {
    return watchpoints.size() < 4 && watchpoints.add(watchpoint);
  }

  @Override
  public void remove(Watchpoint watchpoint) {
    watchpoints.remove(watchpoint);
  }

  @Override
  public StopRules stopRules() {
    return rules;
  }

  @Override
  public void setStopRules(StopRules stopRules) {
    rules = stopRules;
  }

  @Override
  public void detach() {
    detached = true;
  }

  @Override
  public void kill() {
    killed = true;
  }
}
