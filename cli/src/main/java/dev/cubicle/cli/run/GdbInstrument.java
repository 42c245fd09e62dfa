package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.LiveTarget;
import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.tracing.gdb.GdbServer;
import dev.cubicle.tracing.gdb.GuestKnowledge;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Puts a run under a debugger that speaks GDB's remote protocol. */
final class GdbInstrument implements Instrument {
  private final LiveTarget target = new LiveTarget();
  private final RunRequest request;
  private final Optional<CubicleImage> image;
  private final boolean onStandardStreams;
  private final Host host;
  private final GdbServer server;

  private GdbInstrument(
      GdbOption option, RunRequest request, Optional<CubicleImage> image, Host host)
      throws UsageException {
    this.request = request;
    this.image = image;
    this.host = host;
    this.onStandardStreams = option instanceof GdbOption.Stdio;
    this.server = option.serve(target, this::knowledge, this::invite, host::complain);
  }

  /**
   * Begins to wait for a debugger.
   *
   * @param image the guest's program, if it has cubicles
   * @throws UsageException if the port cannot be had
   */
  static GdbInstrument open(
      GdbOption option, RunRequest request, Optional<CubicleImage> image, Host host)
      throws UsageException {
    return new GdbInstrument(option, request, image, host);
  }

  private void invite(int port) {
    host.complain(
        "waiting for a debugger: gdb%s %s -ex 'target remote :%d'"
            .formatted(sources(), request.image(), port));
  }

  /** Built-in guests were compiled from sources of this program. */
  private String sources() {
    final String home = System.getProperty(GuestCatalogue.HOME_PROPERTY);
    if (home == null || request.guest().contains("/")) {
      return "";
    }
    final Path directory = Path.of(home, "libos-guest", "src", "main", "guest");
    return Files.isDirectory(directory) ? " -d " + directory : "";
  }

  private GuestKnowledge knowledge(DebugTarget debugged) {
    return GdbKnowledge.of(image, debugged);
  }

  @Override
  public void attach(ProcessOptions.Builder options) {
    options.control(target);
    if (onStandardStreams) {
      final OutputStream error = new FileOutputStream(FileDescriptor.err);
      final HostStreams streams = HostStreams.of(InputStream.nullInputStream(), error, error);
      options.streams(request.terminal().apply(streams, request.image()));
    }
  }

  @Override
  public void ended(LinuxProcess process) {
    server.close();
  }
}
