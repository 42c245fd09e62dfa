package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.fs.Share;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.time.CountedTime;
import dev.cubicle.emulator.machine.MachineOptions;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.mpk.FetchPolicy;
import java.io.OutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a program is run.
 *
 * @param image the program
 * @param executable absolute path at which the guest sees the program
 * @param arguments argv, the program's name first
 * @param environment envp, as {@code NAME=value}
 * @param memoryBytes memory of the guest, a multiple of 4096
 * @param shares what the guest sees of the host's files
 * @param streams what its standard streams are connected to
 * @param outputs further descriptors that it finds open, for writing
 * @param diagnostics where the emulator tells the user about the guest
 * @param timeLimit wall-clock time after which it is stopped
 * @param machine how the processor is made, the fetch policy included
 * @param kernelRelease what uname(2) calls the kernel's release; nothing else depends on it
 * @param countedTime whether clocks go by what the guest does, {@code clock} aside
 * @param listeners told of events
 * @param control holds the process; absent costs nothing
 * @param recorder stands between kernel and machine; absent costs nothing
 */
public record ProcessOptions(
    FileBacking image,
    String executable,
    List<String> arguments,
    List<String> environment,
    long memoryBytes,
    List<Share> shares,
    HostStreams streams,
    Map<Integer, OutputStream> outputs,
    PrintStream diagnostics,
    Optional<Duration> timeLimit,
    MachineOptions machine,
    Identity identity,
    InstantSource clock,
    boolean countedTime,
    RandomGenerator random,
    String kernelRelease,
    List<EventListener> listeners,
    Optional<RunControl> control,
    Optional<ProcessRecorder> recorder) {

  /** Memory of a guest for which nothing else is said: 1 GiB. */
  public static final long DEFAULT_MEMORY = 1L << 30;

  private static final int MAXIMUM_RELEASE = 64;

  /** The kernel whose behaviour is modelled. */
  public static final String DEFAULT_KERNEL_RELEASE = "6.12.0-cubicle";

  public ProcessOptions {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    shares = List.copyOf(shares);
    outputs = Map.copyOf(outputs);
    listeners = List.copyOf(listeners);
    if (kernelRelease.length() > MAXIMUM_RELEASE) {
      throw new IllegalArgumentException("no kernel has so long a release: " + kernelRelease);
    }
  }

  /** Options for an image; everything but the image has a default. */
  public static Builder of(FileBacking image) {
    return new Builder(image);
  }

  /** Collects options. */
  public static final class Builder {
    private final FileBacking image;
    private final List<String> arguments = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();
    private final Map<Integer, OutputStream> outputs = new HashMap<>();
    private final List<EventListener> listeners = new ArrayList<>();
    private String executable;
    private long memoryBytes = DEFAULT_MEMORY;
    private HostStreams streams;
    private PrintStream diagnostics = System.err;
    private Optional<Duration> timeLimit = Optional.empty();
    private MachineOptions machine = MachineOptions.DEFAULT;
    private Identity identity = Identity.DEFAULT;
    private InstantSource clock = InstantSource.system();
    private boolean countedTime;
    private RandomGenerator random;
    private RunControl control;
    private String kernelRelease = DEFAULT_KERNEL_RELEASE;
    private Optional<ProcessRecorder> recorder = Optional.empty();

    private Builder(FileBacking image) {
      this.image = image;
      final String name = image.name();
      this.executable = "/bin/" + name.substring(name.lastIndexOf('/') + 1);
    }

    /** Sets where the guest sees the program; {@code /bin/NAME} otherwise. */
    public Builder executable(String guestPath) {
      executable = guestPath;
      return this;
    }

    /** Replaces argv, the program's name included. */
    public Builder arguments(List<String> argv) {
      arguments.clear();
      arguments.addAll(argv);
      return this;
    }

    /** Adds {@code NAME=value} strings. */
    public Builder environment(List<String> variables) {
      environment.addAll(variables);
      return this;
    }

    /** Sets the guest's memory, in bytes. */
    public Builder memoryBytes(long bytes) {
      memoryBytes = bytes;
      return this;
    }

    public Builder shares(List<Share> more) {
      shares.addAll(more);
      return this;
    }

    public Builder streams(HostStreams hostStreams) {
      streams = hostStreams;
      return this;
    }

    /** Adds a descriptor, greater than 2, that is open for writing when the program starts. */
    public Builder output(int descriptor, OutputStream stream) {
      outputs.put(descriptor, stream);
      return this;
    }

    /** Sets whether the processor has protection keys; it has otherwise. */
    public Builder protectionKeys(boolean present) {
      machine = machine.withProtectionKeys(present);
      return this;
    }

    public Builder diagnostics(PrintStream stream) {
      diagnostics = stream;
      return this;
    }

    public Builder timeLimit(Duration limit) {
      timeLimit = Optional.of(limit);
      return this;
    }

    public Builder fetchPolicy(FetchPolicy policy) {
      machine = machine.withFetchPolicy(policy);
      return this;
    }

    public Builder machine(MachineOptions options) {
      machine = options;
      return this;
    }

    public Builder identity(Identity process) {
      identity = process;
      return this;
    }

    /** Sets what CLOCK_REALTIME reads. */
    public Builder clock(InstantSource realtime) {
      clock = realtime;
      return this;
    }

    /**
     * Has all clocks go by what the guest does, {@link CountedTime}, so that timers and time slices
     * end at the same instruction in every run.
     */
    public Builder countedTime() {
      countedTime = true;
      return this;
    }

    /** Sets where random bytes come from; a seeded generator makes runs repeatable. */
    public Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /** Sets what uname(2) and {@code /proc} call the kernel's release, in ASCII, under 65 bytes. */
    public Builder kernelRelease(String release) {
      kernelRelease = release;
      return this;
    }

    /** Has somebody hold the process: a debugger. */
    public Builder control(RunControl holder) {
      control = holder;
      return this;
    }

    public Builder listener(EventListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Has the run observed; the guest's monitor must be started with {@code observe=on}. The kernel
     * then reads and writes for cubicles whatever their keys, since the monitor asks for them.
     */
    public Builder observer(GuestObserver observer) {
      machine = machine.withObserver(observer);
      return this;
    }

    /** Has somebody told each time an instruction is about to be executed. */
    public Builder probe(Probe probe) {
      machine = machine.withProbes(List.of(probe));
      return this;
    }

    /** Has the run recorded; its time is counted. */
    public Builder recorder(ProcessRecorder keeper) {
      recorder = Optional.of(keeper);
      return countedTime();
    }

    public ProcessOptions build() {
      return new ProcessOptions(
          image,
          executable,
          arguments.isEmpty() ? List.of(image.name()) : arguments,
          environment,
          memoryBytes,
          shares,
          streams == null ? HostStreams.ofThisProcess() : streams,
          outputs,
          diagnostics,
          timeLimit,
          machine,
          identity,
          clock,
          countedTime,
          random == null ? new SecureRandom() : random,
          kernelRelease,
          listeners,
          Optional.ofNullable(control),
          recorder);
    }
  }
}
