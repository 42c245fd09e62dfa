package dev.cubicle.emulator.record;

import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.CpuContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The threads of a replay: their registers while they do not run, and which one does. */
final class ReplayThreads {
  private static final int MOST = 1 << 16;

  private final Cpu cpu;
  private final TreeMap<Integer, Saved> contexts = new TreeMap<>();
  private int current;

  private static final class Saved {
    final CpuContext context;
    final int thread;
    boolean used;

    Saved(CpuContext context, int thread) {
      this.context = context;
      this.thread = thread;
    }
  }

  ReplayThreads(Cpu cpu) {
    this.cpu = cpu;
  }

  /** The id of the thread that runs. */
  int running() {
    final Saved saved = contexts.get(current);
    return saved == null ? 0 : saved.thread;
  }

  /** The ids of all threads, in the order in which they began. */
  List<Integer> ids() {
    final List<Integer> ids = new ArrayList<>();
    contexts.values().forEach(saved -> ids.add(saved.thread));
    return ids;
  }

  boolean has(int thread) {
    return ids().contains(thread);
  }

  /** A copy of a thread's registers; null if there is none. */
  ThreadRegisters registers(int thread) {
    if (thread == running()) {
      return ThreadRegisters.of(cpu);
    }
    for (Saved saved : contexts.values()) {
      if (saved.thread == thread && saved.used) {
        return peek(saved);
      }
    }
    return null;
  }

  private ThreadRegisters peek(Saved saved) {
    final CpuContext aside = cpu.newContext(0);
    try {
      cpu.save(aside);
      cpu.load(saved.context);
      final ThreadRegisters copy = ThreadRegisters.of(cpu);
      cpu.load(aside);
      return copy;
    } finally {
      aside.close();
    }
  }

  /** Writes what {@link #restore} reads. */
  void write(ByteWriter to) {
    RegisterCode.write(to, ThreadRegisters.of(cpu));
    to.number(current);
    to.number(contexts.size());
    contexts.forEach(
        (number, saved) -> {
          to.number(number);
          to.number(saved.thread);
          to.put(saved.used ? 1 : 0);
          if (saved.used) {
            RegisterCode.write(to, peek(saved));
          }
        });
  }

  /** Reads registers of the running thread and all others from a snapshot. */
  void restore(ByteReader from) {
    contexts.values().forEach(saved -> saved.context.close());
    contexts.clear();
    final ThreadRegisters running = RegisterCode.read(from);
    current = from.number(Integer.MAX_VALUE);
    final int count = from.number(MOST);
    for (int i = 0; i < count; i++) {
      final int number = from.number(Integer.MAX_VALUE);
      final Saved saved = make(number, from.number(Integer.MAX_VALUE));
      if (from.number(1) == 1) {
        load(RegisterCode.read(from));
        cpu.save(saved.context);
        saved.used = true;
      }
    }
    load(running);
  }

  /** From a state in which nothing is under way. */
  private void load(ThreadRegisters registers) {
    cpu.resetExtendedState(registers.pkru());
    registers.load(cpu);
  }

  private Saved make(int number, int thread) {
    final Saved saved = new Saved(cpu.newContext(thread), thread);
    if (contexts.size() >= MOST || contexts.putIfAbsent(number, saved) != null) {
      saved.context.close();
      throw ByteReader.damaged();
    }
    return saved;
  }

  void begin(ByteReader from) {
    final int number = from.number(Integer.MAX_VALUE);
    make(number, from.number(Integer.MAX_VALUE));
  }

  void save(ByteReader from) {
    final Saved saved = named(from.number(Integer.MAX_VALUE));
    cpu.save(saved.context);
    saved.used = true;
  }

  void load(ByteReader from) {
    final int number = from.number(Integer.MAX_VALUE);
    final Saved saved = named(number);
    if (!saved.used) {
      throw ByteReader.damaged();
    }
    cpu.load(saved.context);
    current = number;
  }

  void end(ByteReader from) {
    final int number = from.number(Integer.MAX_VALUE);
    named(number).context.close();
    contexts.remove(number);
  }

  private Saved named(int number) {
    final Saved saved = contexts.get(number);
    if (saved == null) {
      throw ByteReader.damaged();
    }
    return saved;
  }

  void close() {
    contexts.values().forEach(saved -> saved.context.close());
    contexts.clear();
  }
}
