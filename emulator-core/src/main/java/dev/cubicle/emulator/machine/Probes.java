package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.ProbeStub;
import java.util.List;
import java.util.function.IntSupplier;

/** The probes of one machine, in each of its engines. */
final class Probes implements ProbedGuest, AutoCloseable {

  private final Machine machine;
  private final MachineHooks hooks;
  private final ResidentMemory memory;
  private final Probe[] probes;
  private final ProbeStub stub = new ProbeStub(this::reached);
  private IntSupplier thread = () -> 0;
  private long address;
  private RuntimeException failure;

  Probes(Machine machine, MachineHooks hooks, ResidentMemory memory, List<Probe> probes) {
    this.machine = machine;
    this.hooks = hooks;
    this.memory = memory;
    this.probes = probes.toArray(Probe[]::new);
  }

  void threadIs(IntSupplier id) {
    thread = id;
  }

  /** Before an engine runs guest code. */
  void install(Engine engine) {
    for (int i = 0; i < probes.length; i++) {
      stub.install(engine, probes[i].address(), i);
    }
  }

  private void reached(int number) {
    if (hooks.isStopping()) {
      return;
    }
    final Probe probe = probes[number];
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
  public byte[] peek(long at, int length) {
    return memory.peek(at, length);
  }

  @Override
  public long peekLong(long at) {
    return memory.peekLong(at);
  }

  @Override
  public int peekInt(long at) {
    return memory.peekInt(at);
  }

  /** After all engines were closed. */
  @Override
  public void close() {
    stub.close();
  }
}
