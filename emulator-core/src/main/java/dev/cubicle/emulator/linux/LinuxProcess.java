package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.elf.ElfImage;
import dev.cubicle.emulator.linux.elf.ElfLoader;
import dev.cubicle.emulator.linux.elf.InvalidImageException;
import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.linux.elf.ProcessStart;
import dev.cubicle.emulator.linux.fs.GuestFiles;
import dev.cubicle.emulator.linux.fs.Share;
import dev.cubicle.emulator.linux.fs.call.SignalSender;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.info.MemorySize;
import dev.cubicle.emulator.linux.memory.MemoryCalls;
import dev.cubicle.emulator.linux.memory.PkruAccess;
import dev.cubicle.emulator.linux.signal.SignalDelivery;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.linux.time.CountedTime;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.MachineOptions;
import dev.cubicle.emulator.machine.MachineStatistics;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.GuestMemory;
import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.Pkru;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * One Linux program on one machine: puts memory, processor, kernel and files together and runs
 * them.
 *
 * <pre>
 *   ProcessOptions -> LinuxProcess --+-- PhysicalMemory, AddressSpace   guest memory, page faults
 *                                    +-- Machine                        runs guest code at CPL 3
 *                                    +-- Kernel                         threads, signals, time
 *                                    +-- MemoryCalls, GuestFiles        the other system calls
 * </pre>
 */
public final class LinuxProcess implements AutoCloseable {

  /** HWCAP2_FSGSBASE: user code may write its segment bases. */
  private static final int FSGSBASE = 1 << 1;

  /** Bit 1 is always set, interrupts are on. */
  private static final long INITIAL_FLAGS = 0x202;

  /** PKRU with no right taken away. */
  private static final int ALL_KEYS_OPEN = 0;

  private static final int OBSERVED_ARGUMENTS = 5;

  private final ProcessOptions options;
  private final PhysicalMemory physical;
  private final AddressSpace space;
  private final Machine machine;

  /** The machine, or the recorder in front of it. */
  private final Processor processor;

  private final Kernel kernel;
  private final GuestFiles files;
  private final ProcessImage image;

  /**
   * Loads a program.
   *
   * @throws InvalidImageException if it cannot be run, with the reason in one line
   * @throws IOException if a host file cannot be shared
   * @throws IllegalArgumentException if it cannot be shared at that place
   */
  public LinuxProcess(ProcessOptions options) throws InvalidImageException, IOException {
    this.options = options;
    final ElfImage parsed = ElfImage.parse(options.image());
    physical = new PhysicalMemory(options.memoryBytes());
    try {
      final AccessCheck check =
          new AccessCheck(
              options.machine().fetchPolicy(), options.machine().protectionKeys(), true);
      space = new AddressSpace(physical, check);
      image = ElfLoader.load(parsed, space, start());
      machine = new Machine(space, physical, machineOptions());
      processor =
          options.recorder().map(each -> each.attach(machine, space)).orElseGet(this::controlled);
    } catch (InvalidImageException | RuntimeException e) {
      physical.close();
      throw e;
    }
    try {
      final Cpu cpu = processor.cpu();
      kernel = new Kernel(parts(cpu));
      options
          .control()
          .ifPresent(control -> control.attached(kernel.controlled(image, options.executable())));
      machine.threadIs(() -> kernel.currentTask().id());
      files = new GuestFiles(streams(), options.memoryBytes(), options.random(), kernel::wakeUp);
      options
          .outputs()
          .forEach((descriptor, stream) -> files.output(descriptor, output(descriptor, stream)));
      for (Share share : options.shares()) {
        files.share(share);
      }
      files.show(new LiveProcess(options, space, memorySize(), kernel), options.image());
      addCalls(cpu);
      reset(cpu);
    } catch (IOException | RuntimeException e) {
      machine.close();
      physical.close();
      throw e;
    }
  }

  private Processor controlled() {
    return options.control().map(control -> control.processor(machine)).orElse(machine);
  }

  private HostStreams streams() {
    final HostStreams streams = options.streams();
    return options.recorder().isEmpty()
        ? streams
        : new HostStreams(
            streams.input(),
            output(1, streams.output()),
            output(2, streams.error()),
            streams.inputIsTerminal(),
            streams.outputIsTerminal(),
            streams.errorIsTerminal(),
            streams.terminal());
  }

  private OutputStream output(int descriptor, OutputStream stream) {
    return options.recorder().map(each -> each.output(descriptor, stream)).orElse(stream);
  }

  private void addCalls(Cpu cpu) {
    files.register(kernel.calls(), signalSender(), kernel::now);
    kernel.limits().openFiles(FileTable.DEFAULT_LIMIT, FileTable.HARD_LIMIT, files.table()::limit);
    options.machine().observer().ifPresent(this::observe);
    new MemoryCalls(space, files.table(), pkruOf(cpu), image.heapStart()).register(kernel.calls());
  }

  /** The monitor's reports to the observer come as a system call. */
  private void observe(GuestObserver observer) {
    observer.attached(machine.observed().orElseThrow());
    kernel
        .calls()
        .add(
            GuestObserver.SYSTEM_CALL,
            "observe",
            call -> {
              final long[] arguments = new long[OBSERVED_ARGUMENTS];
              for (int i = 0; i < arguments.length; i++) {
                arguments[i] = call.argument(i);
              }
              return observer.told(arguments);
            });
  }

  private ProcessStart start() {
    final byte[] random = new byte[ProcessStart.RANDOM_BYTES];
    options.random().nextBytes(random);
    return new ProcessStart(
        options.executable(),
        options.arguments(),
        options.environment(),
        random,
        new ProcessStart.Processor(Machine.CAPABILITIES, FSGSBASE, SignalDelivery.LARGEST_FRAME),
        options.identity().userId(),
        options.identity().groupId());
  }

  private MachineOptions machineOptions() {
    final List<EventListener> listeners = options.listeners();
    return listeners.isEmpty()
        ? options.machine()
        : options.machine().withListener(event -> listeners.forEach(each -> each.on(event)));
  }

  private KernelParts parts(Cpu cpu) {
    return new KernelParts(
        processor,
        space,
        new GuestMemory(
            space,
            physical,
            space.accessCheck(),
            machine.observed().isPresent() ? () -> ALL_KEYS_OPEN : cpu::pkru),
        new GuestMemory(space, physical, space.accessCheck(), () -> ALL_KEYS_OPEN),
        options.identity(),
        options.countedTime()
            ? new Clocks(new CountedTime())
            : new Clocks(options.clock(), System::nanoTime),
        options.random(),
        memorySize(),
        options.kernelRelease(),
        options.diagnostics(),
        this::awaitsInput,
        options.listeners(),
        options.control());
  }

  private boolean awaitsInput() {
    return files.awaitsInput();
  }

  private MemorySize memorySize() {
    return new MemorySize() {
      @Override
      public long total() {
        return physical.size();
      }

      @Override
      public long free() {
        return physical.freeFrames() * PhysicalMemory.FRAME_SIZE;
      }
    };
  }

  private SignalSender signalSender() {
    return new SignalSender() {
      @Override
      public void send(int signal) {
        kernel.raise(signal);
      }

      @Override
      public void maskDuringCall(long mask) {
        kernel.currentTask().signals().replaceMask(mask);
      }
    };
  }

  private static PkruAccess pkruOf(Cpu cpu) {
    return new PkruAccess() {
      @Override
      public int get() {
        return cpu.pkru();
      }

      @Override
      public void set(int pkru) {
        cpu.setPkru(pkru);
      }
    };
  }

  /** The state in which Linux starts a program (start_thread, ELF_PLAT_INIT). */
  private void reset(Cpu cpu) {
    for (Register register : Register.values()) {
      cpu.set(register, 0);
    }
    cpu.set(Register.RIP, image.entry());
    cpu.set(Register.RSP, image.stackPointer());
    cpu.set(Register.RFLAGS, INITIAL_FLAGS);
    cpu.setPkru(Pkru.LINUX_INITIAL);
  }

  /** Runs the program to its end. Once only. */
  public Termination run() {
    final Termination termination = kernel.run(threadName(), options.timeLimit());
    options.control().ifPresent(control -> control.ended(termination));
    return termination;
  }

  /** The last part of the program's path, as the kernel names its first thread. */
  private String threadName() {
    final String path = options.executable();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Ends the process from another thread as soon as possible; {@link #run} answers Interrupted. */
  public void interrupt() {
    kernel.interrupt();
  }

  /** The program in memory, for reports: symbols and load address. */
  public ProcessImage image() {
    return image;
  }

  /** The address space, for reports. */
  public AddressSpace space() {
    return space;
  }

  /** The guest's memory, for those who look and leave no trace. */
  public PeekableMemory memory() {
    return new ResidentMemory(space, physical);
  }

  /** What the machine counted so far. */
  public MachineStatistics statistics() {
    return machine.statistics();
  }

  @Override
  public void close() {
    files.close();
    machine.close();
    physical.close();
  }
}
