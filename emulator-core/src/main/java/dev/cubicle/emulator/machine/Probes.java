package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.ForwardedMemory;
import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.ProbeStub;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.IntSupplier;

/** The probes of one machine, in each of its engines. */
final class Probes extends ForwardedMemory implements ProbedGuest, AutoCloseable {
  private static final int INITIAL = 16;

  private final Machine machine;
  private final MachineHooks hooks;
  private final ResidentMemory memory;
  private final IntSupplier thread;
  private final ProbeStub stub = new ProbeStub(this::reached);

  /** By number; null where one was taken out. */
  private Probe[] probes = new Probe[INITIAL];

  /** By number, what each engine that may still be open calls it. */
  private final List<Map<Engine, Long>> installed = new ArrayList<>();

  private long address;
  private RuntimeException failure;

  /**
   * @param thread the id of the thread that runs
   */
  Probes(Machine machine, MachineHooks hooks, ResidentMemory memory, IntSupplier thread) {
    this.machine = machine;
    this.hooks = hooks;
    this.memory = memory;
    this.thread = thread;
  }

  /** Before an engine runs guest code. */
  void install(Engine engine) {
    for (int i = 0; i < installed.size(); i++) {
      if (probes[i] != null) {
        install(engine, i);
      }
    }
  }

  private void install(Engine engine, int number) {
    installed.get(number).put(engine, stub.install(engine, probes[number].address(), number));
  }

  /** Puts a probe into the engines of views; what they have translated is to be dropped. */
  void add(Probe probe, ViewPool views) {
    final int number = freeNumber();
    probes[number] = probe;
    views.forEach(view -> install(view.engine(), number));
  }

  private int freeNumber() {
    for (int i = 0; i < installed.size(); i++) {
      if (probes[i] == null) {
        return i;
      }
    }
    if (installed.size() == probes.length) {
      probes = Arrays.copyOf(probes, 2 * probes.length);
    }
    installed.add(new WeakHashMap<>());
    return installed.size() - 1;
  }

  /** Takes a probe out of the engines of views. False if it is not there. */
  boolean remove(Probe probe, ViewPool views) {
    for (int i = 0; i < installed.size(); i++) {
      if (probes[i] == probe) {
        final Map<Engine, Long> hooked = installed.get(i);
        views.forEach(view -> remove(view.engine(), hooked));
        hooked.clear();
        probes[i] = null;
        return true;
      }
    }
    return false;
  }

  private void remove(Engine engine, Map<Engine, Long> hooked) {
    final Long hook = hooked.get(engine);
    if (hook != null) {
      stub.remove(engine, hook);
    }
  }

  private void reached(int number) {
    final Probe probe = probes[number];
    if (hooks.isStopping() || probe == null) {
      return;
    }
    address = probe.address();
    try {
      probe.listener().reached(this);
    } catch (RuntimeException e) {
      // It would end the virtual machine: the run ends instead.
      failure = e;
      hooks.stopBeforeInstruction();
    }
  }

  /** Throws what a listener has thrown. */
  void rethrow() {
    if (failure != null) {
      final RuntimeException thrown = failure;
      failure = null;
      throw thrown;
    }
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public long register(int number) {
    return machine.engine().readRegister(number);
  }

  @Override
  public int pkru() {
    return machine.pkru();
  }

  @Override
  public int thread() {
    return thread.getAsInt();
  }

  @Override
  public void stop() {
    hooks.stopBeforeInstruction();
  }

  @Override
  protected PeekableMemory memory() {
    return memory;
  }

  /** After all engines were closed. */
  @Override
  public void close() {
    stub.close();
  }
}
