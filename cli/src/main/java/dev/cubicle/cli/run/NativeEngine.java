package dev.cubicle.cli.run;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.nativeengine.NativeProcess;
import dev.cubicle.guests.NativeHost;
import dev.cubicle.mpk.FetchPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code --engine native}: the guest is a process of this machine. */
final class NativeEngine implements Engine {

  private static final Duration FOR_EVER = Duration.ofDays(100_000);

  private final RunRequest request;
  private final Host host;
  private final boolean isolates;

  /**
   * @param isolates whether the guest is a cubicle image, which needs protection keys
   */
  NativeEngine(RunRequest request, Host host, boolean isolates) {
    this.request = request;
    this.host = host;
    this.isolates = isolates;
  }

  @Override
  public String name() {
    return EngineName.NATIVE.option();
  }

  @Override
  public RunResult run(MonitorChannel channel) throws UsageException, IOException {
    refuseWhatNeedsEmulation();
    if (isolates && request.protectionKeys() && !NativeHost.hasProtectionKeys()) {
      host.complain(
          "this processor or its kernel has no memory protection keys: --mpk off runs the image"
              + " without them, --engine emulated with them");
      return new RunResult(ExitStatus.NO_KEYS, Duration.ZERO, Optional.empty());
    }
    final Map<String, String> environment = GuestEnvironment.byName(request.environment());
    if (isolates) {
      MonitorOptions.add(request, channel, false, List.of(), environment);
    }
    final List<Integer> descriptors = new ArrayList<>(channel.captures().keySet());
    try (NativeProcess process =
        NativeProcess.start(
            request.image(),
            request.arguments().subList(1, request.arguments().size()),
            environment,
            descriptors)) {
      final long start = System.nanoTime();
      final int status = await(process);
      final Duration wall = Duration.ofNanos(System.nanoTime() - start);
      for (int descriptor : descriptors) {
        channel.captures().get(descriptor).writeBytes(process.captured(descriptor));
      }
      return new RunResult(status, wall, Optional.empty());
    }
  }

  private int await(NativeProcess process) {
    try (Interruption _ = new Interruption(process::kill, host)) {
      final OptionalInt status = process.await(request.timeLimit().orElse(FOR_EVER));
      if (status.isPresent()) {
        return status.getAsInt();
      }
      host.complain(
          "stopped by the time limit of %s"
              .formatted(TimeLimit.describe(request.timeLimit().orElseThrow())));
      return ExitStatus.TIME_LIMIT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  private void refuseWhatNeedsEmulation() throws UsageException {
    final Optional<String> unsuitable = NativeHost.unsuitable();
    if (unsuitable.isPresent()) {
      throw new UsageException("--engine native: " + unsuitable.get());
    }
    if (Files.exists(request.image()) && !Files.isExecutable(request.image())) {
      throw new UsageException(
          "--engine native: %s is not executable; chmod +x makes it so".formatted(request.guest()));
    }
    if (request.policy() == FetchPolicy.TAG_NX) {
      throw new UsageException(
          "--engine native --cfi tag-nx: no processor has this extension; --engine emulated does");
    }
    if (request.terminal() == TerminalChoice.ALWAYS) {
      throw new UsageException(
          "--engine native --terminal always: the guest has this process's standard input as it is");
    }
    if (request.repeatable()) {
      throw new UsageException(
          "--engine native --repeatable: this machine's clocks go as they go; --engine emulated counts");
    }
    if (request.memoryBytes().isPresent()) {
      throw new UsageException(
          "--engine native --memory: the guest has the memory of this machine; ulimit -v limits it");
    }
    if (!request.shares().isEmpty()) {
      throw new UsageException(
          "--engine native --share: the guest sees the files of this machine as they are");
    }
  }
}
