package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.tracing.exposure.ExposureTracker;
import dev.cubicle.trampolines.inspect.Exposure;
import dev.cubicle.trampolines.inspect.ExposureText;
import dev.cubicle.trampolines.inspect.Overview;
import dev.cubicle.trampolines.inspect.RunExposure;
import dev.cubicle.trampolines.inspect.RunExposureFile;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code --exposure[=FILE]}: what cubicles could touch of each other in the run. */
final class ExposureAccount implements Instrument, AutoCloseable {
  private final CubicleGuest guest;
  private final MonitorChannel channel;
  private final Host host;
  private final ExposureTracker tracker;
  private final Optional<OutputStream> file;
  private RunExposure result;

  private ExposureAccount(
      CubicleGuest guest,
      MonitorChannel channel,
      Host host,
      ExposureTracker tracker,
      Optional<OutputStream> file) {
    this.guest = guest;
    this.channel = channel;
    this.host = host;
    this.tracker = tracker;
    this.file = file;
  }

  /**
   * Opens the file: what cannot be written is better known before the run than after it.
   *
   * @param argument FILE; empty for a table on standard error
   */
  static ExposureAccount open(
      String argument, CubicleGuest guest, MonitorChannel channel, Host host)
      throws UsageException {
    final ExposureTracker tracker =
        ExposureTracker.of(guest.image(), System::nanoTime)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--exposure: the image's monitor is of another version; build it anew"));
    try {
      return new ExposureAccount(
          guest,
          channel,
          host,
          tracker,
          argument.isEmpty()
              ? Optional.empty()
              : Optional.of(new BufferedOutputStream(Files.newOutputStream(Path.of(argument)))));
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("--exposure=%s: %s".formatted(argument, Reasons.of(e)));
    }
  }

  @Override
  public void attach(ProcessOptions.Builder options) {
    tracker.probes().forEach(options::probe);
  }

  @Override
  public void ended(LinuxProcess process) {
    result = tracker.finish(process.memory(), guest.violation(channel));
  }

  /** Tells, once the run is over. */
  void tell() throws IOException {
    if (result == null) {
      return;
    }
    if (file.isPresent()) {
      RunExposureFile.write(result, file.get());
      return;
    }
    final CubicleImage image = guest.image();
    host.err().print(ExposureText.of(Exposure.of(Overview.of(image), result)));
    host.err().flush();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
