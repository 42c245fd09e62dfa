package dev.cubicle.oracle;

import dev.cubicle.guests.GuestCatalogue;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * QEMU as oracle: boots a Linux kernel on an emulated processor with protection keys ({@code -cpu
 * max}), runs programs in it one after the other, and answers what each of them did.
 *
 * <p>A boot takes seconds, so callers run all they have in one {@link #run}. Every program has a
 * new, empty, writable {@code /tmp} as its working directory, and is root.
 */
public final class QemuOracle {

  /** The command, looked up on the path. */
  public static final String COMMAND = "qemu-system-x86_64";

  /** The system property that names a kernel image other than the cached one. */
  public static final String KERNEL_PROPERTY = "cubicle.kernel";

  /** What the slowest of machines may need from the command to process 1. */
  private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);

  /**
   * The kernel's command line. Its messages go to the serial port, which is kept for error reports
   * only. A panic reboots at once, which QEMU takes as the end. Mitigations are for other people's
   * hardware faults, and slow an emulated processor down.
   */
  private static final String KERNEL_ARGUMENTS =
      "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off random.trust_cpu=on";

  private final Path kernel;
  private final Path init;

  /**
   * An oracle with a kernel and a process 1 of its caller's choice.
   *
   * @param kernel a bzImage
   * @param init what {@code oracle/init.c} was compiled to
   */
  public QemuOracle(Path kernel, Path init) {
    this.kernel = Objects.requireNonNull(kernel, "kernel");
    this.init = Objects.requireNonNull(init, "init");
  }

  /** The oracle as {@code ./cubicle setup} installs it. */
  public static QemuOracle installed() {
    return new QemuOracle(installedKernel(), installedInit());
  }

  /** Why {@link #installed} would not work, in one line; nothing if it would. */
  public static Optional<String> unavailable() {
    if (!onPath()) {
      return Optional.of(COMMAND + " is not on the path (Debian: qemu-system-x86)");
    }
    if (!Files.isReadable(installedKernel())) {
      return Optional.of("there is no kernel at " + installedKernel());
    }
    if (!Files.isReadable(installedInit())) {
      return Optional.of("the guests are not built: there is no " + installedInit());
    }
    return Optional.empty();
  }

  private static Path installedKernel() {
    String named = System.getProperty(KERNEL_PROPERTY);
    return named != null ? Path.of(named) : cache().resolve("kernel").resolve("vmlinuz");
  }

  private static Path installedInit() {
    return GuestCatalogue.installed().images().resolve("oracle").resolve("init");
  }

  /** {@code ${CUBICLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cubicle}}, as the launcher has it. */
  private static Path cache() {
    String cache = System.getenv("CUBICLE_CACHE");
    if (cache != null && !cache.isEmpty()) {
      return Path.of(cache);
    }
    String all = System.getenv("XDG_CACHE_HOME");
    Path root =
        all != null && !all.isEmpty()
            ? Path.of(all)
            : Path.of(System.getProperty("user.home"), ".cache");
    return root.resolve("cubicle");
  }

  private static boolean onPath() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMMAND)));
  }

  /**
   * Boots once and runs the programs in turn.
   *
   * @return one result for each program, in their order
   * @throws OracleException if QEMU cannot be started, ends early or runs out of time
   * @throws IOException if an image cannot be read
   */
  public List<Result> run(List<Program> programs) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("cubicle-oracle");
    try {
      Path initramfs = directory.resolve("initramfs");
      Initramfs.write(initramfs, init, programs);
      return boot(programs, initramfs, directory);
    } finally {
      for (String name : List.of("initramfs", "console", "messages")) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.delete(directory);
    }
  }

  private List<Result> boot(List<Program> programs, Path initramfs, Path directory)
      throws IOException, InterruptedException {
    Path console = directory.resolve("console");
    Path messages = directory.resolve("messages");
    Duration limit = programs.stream().map(Program::limit).reduce(BOOT_LIMIT, Duration::plus);
    long launched = System.nanoTime();
    Process qemu =
        new ProcessBuilder(command(initramfs, console)).redirectError(messages.toFile()).start();
    qemu.getOutputStream().close();
    var transcript = new Transcript(programs, launched);
    // Ends a guest that hangs: its stream then ends too, which is where the reader notices.
    var deadline =
        CompletableFuture.runAsync(
            qemu::destroyForcibly,
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    try {
      return transcript.read(qemu.getInputStream());
    } catch (IOException e) {
      String why =
          deadline.isDone() ? "took longer than " + limit.toSeconds() + " s" : e.toString();
      throw new OracleException(
          "QEMU at " + transcript.current() + ": " + why + tail(messages) + tail(console), e);
    } finally {
      deadline.cancel(false);
      qemu.destroyForcibly();
      qemu.waitFor();
    }
  }

  /** The end of a log, for an error message; empty if there is nothing in it. */
  private static String tail(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    return text.isEmpty()
        ? ""
        : System.lineSeparator() + text.substring(Math.max(0, text.length() - 2000));
  }

  /**
   * QEMU's command line: a processor with everything the emulator has, no devices but a serial port
   * for the kernel's messages and the debug console, which becomes QEMU's standard output.
   */
  private List<String> command(Path initramfs, Path console) {
    return List.of(
        COMMAND,
        "-accel",
        "tcg",
        "-cpu",
        "max",
        "-m",
        "1G",
        "-nodefaults",
        "-no-user-config",
        "-no-reboot",
        "-display",
        "none",
        "-kernel",
        kernel.toString(),
        "-initrd",
        initramfs.toString(),
        "-append",
        KERNEL_ARGUMENTS,
        "-serial",
        "file:" + console,
        "-chardev",
        "stdio,id=frames,signal=off",
        "-device",
        "isa-debugcon,iobase=0xe9,chardev=frames");
  }
}
