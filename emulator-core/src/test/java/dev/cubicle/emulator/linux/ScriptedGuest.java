package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.info.MemorySize;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.machine.BriefCalls;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.GuestMemory;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.emulator.memory.UserMemory;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.Pkru;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A guest whose instructions are Java: instruction {@code i} lies at {@code CODE + 2 i} and is two
 * bytes long, like SYSCALL. Everything behind the processor is real: memory, page faults, the
 * kernel.
 */
public final class ScriptedGuest implements AutoCloseable {

  public static final long CODE = 0x40_0000;
  public static final long DATA = 0x50_0000;
  public static final long DATA_BYTES = 0x1_0000;
  public static final long STACK_TOP = 0x70_0000;
  public static final long STACK_BYTES = 0x1_0000;
  public static final int PROCESS = Identity.DEFAULT.processId();

  /** One instruction; RIP is behind it already. Null to go on with the next. */
  @FunctionalInterface
  public interface Instruction {
    Exit execute(FakeCpu cpu);
  }

  private final class ScriptedProcessor implements Processor {
    /** Every call of a script is an exit. */
    @Override
    public void answerInPlace(BriefCalls calls) {}

    private final AtomicBoolean stop = new AtomicBoolean();

    @Override
    public Cpu cpu() {
      return cpu;
    }

    @Override
    public Exit run() {
      while (!stop.getAndSet(false)) {
        final long address = cpu.get(Register.RIP);
        final long index = (address - CODE) / 2;
        if (index < 0 || index >= instructions.size()) {
          return new Exit.PageFault(address, AccessKind.FETCH, 0x14, 0);
        }
        cpu.set(Register.RIP, address + 2);
        final Exit exit = instructions.get((int) index).execute(cpu);
        if (exit != null) {
          return exit;
        }
      }
      return Exit.Stopped.INSTANCE;
    }

    @Override
    public void requestStop() {
      stop.set(true);
    }
  }

  private final FakeCpu cpu = new FakeCpu();
  private final List<Instruction> instructions = new ArrayList<>();
  private final PhysicalMemory physical = new PhysicalMemory(4 << 20);
  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);
  private final AddressSpace space = new AddressSpace(physical, check);
  private final UserMemory memory = new GuestMemory(space, physical, check, cpu::pkru);
  private final ByteArrayOutputStream diagnostics = new ByteArrayOutputStream();
  private final List<EventListener> listeners = new ArrayList<>();
  private Kernel kernel;
  private Throwable failure;

  public ScriptedGuest() {
    map(DATA, DATA_BYTES, 0);
    map(STACK_TOP - STACK_BYTES, STACK_BYTES, 0);
    cpu.set(Register.RIP, CODE);
    cpu.set(Register.RSP, STACK_TOP - 64);
    cpu.set(Register.RFLAGS, 0x202);
    cpu.setPkru(Pkru.LINUX_INITIAL);
  }

  /** Maps readable and writable memory with a key. */
  public void map(long address, long bytes, int key) {
    final int protection = Protection.READ | Protection.WRITE;
    space.map(
        address,
        address + bytes,
        MappingAttributes.anonymous(protection).withProtection(protection, key));
  }

  public FakeCpu cpu() {
    return cpu;
  }

  public UserMemory memory() {
    return memory;
  }

  /** Memory with every key open. */
  public PrivilegedMemory privileged() {
    return new PrivilegedMemory(space);
  }

  public AddressSpace space() {
    return space;
  }

  public void listen(EventListener listener) {
    listeners.add(listener);
  }

  /** Address of the instruction that is added next. */
  public long here() {
    return CODE + 2L * instructions.size();
  }

  public ScriptedGuest add(Instruction instruction) {
    instructions.add(instruction);
    return this;
  }

  /** An instruction that cannot fail; what it throws ends the process and the test. */
  public ScriptedGuest then(Consumer<FakeCpu> action) {
    return add(
        at -> {
          try {
            action.accept(at);
          } catch (RuntimeException | AssertionError e) {
            failure = e;
            throw e;
          }
          return null;
        });
  }

  /** MOV of the arguments and SYSCALL. */
  public ScriptedGuest call(int number, long... arguments) {
    final Register[] order = {
      Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9
    };
    then(
        at -> {
          at.set(Register.RAX, number);
          for (int i = 0; i < arguments.length; i++) {
            at.set(order[i], arguments[i]);
          }
        });
    return add(at -> Exit.SystemCall.INSTANCE);
  }

  /** A call whose answer is looked at. */
  public ScriptedGuest call(LongConsumer answer, int number, long... arguments) {
    call(number, arguments);
    return then(at -> answer.accept(at.get(Register.RAX)));
  }

  /** A faulting instruction: RIP stays. */
  public ScriptedGuest fault(Exit exit) {
    return add(
        at -> {
          at.set(Register.RIP, at.get(Register.RIP) - 2);
          return exit;
        });
  }

  public ScriptedGuest jump(long target) {
    return then(at -> at.set(Register.RIP, target));
  }

  public ScriptedGuest exit(int status) {
    return call(231, status);
  }

  /** rt_sigaction with SA_RESTORER; the structure goes to {@link #DATA} + 0xf000. */
  public ScriptedGuest onSignal(int signal, long handler, long flags, long restorer, long mask) {
    final long action = DATA + 0xf000;
    then(
        at -> {
          memory.writeLong(action, handler);
          memory.writeLong(action + 8, flags | 0x0400_0000);
          memory.writeLong(action + 16, restorer);
          memory.writeLong(action + 24, mask);
        });
    return call(13, signal, action, 0, 8);
  }

  /** The kernel, made on first use: after it listeners are fixed. */
  public Kernel kernel() {
    if (kernel == null) {
      kernel =
          new Kernel(
              new KernelParts(
                  new ScriptedProcessor(),
                  space,
                  memory,
                  new GuestMemory(space, physical, check, () -> 0),
                  Identity.DEFAULT,
                  new Clocks(InstantSource.system(), System::nanoTime),
                  new SplittableRandom(1),
                  new MemorySize() {
                    @Override
                    public long total() {
                      return physical.size();
                    }

                    @Override
                    public long free() {
                      return physical.freeFrames() * PhysicalMemory.FRAME_SIZE;
                    }
                  },
                  "6.12.0-scripted",
                  new PrintStream(diagnostics, true, StandardCharsets.UTF_8),
                  () -> false,
                  listeners,
                  Optional.empty()));
    }
    return kernel;
  }

  public Termination run() {
    return run(Optional.of(Duration.ofSeconds(60)));
  }

  public Termination run(Optional<Duration> limit) {
    final Termination termination = kernel().run("scripted", limit);
    if (failure != null) {
      throw new AssertionError("a guest instruction failed", failure);
    }
    return termination;
  }

  /** What the kernel told the user. */
  public String diagnostics() {
    return diagnostics.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    physical.close();
  }
}
