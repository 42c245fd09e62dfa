package dev.cubicle.cli.run;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.record.RecordException;
import dev.cubicle.emulator.record.RecordedRun;
import dev.cubicle.emulator.record.Recorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code --record DIR}: a run that is written down, with what the user is told of it. */
final class RunRecording implements Instrument {

  private final RunRequest request;
  private final Host host;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Recorder recorder;

  RunRecording(RunRequest request, Host host) {
    this.request = request;
    this.host = host;
  }

  /** Runs the guest and returns the status to exit with. */
  int execute() throws UsageException {
    if (request.engine() != EngineName.EMULATED) {
      throw new UsageException("--record: only the emulator can record a run");
    }
    if (request.watching().gdb().isPresent()) {
      throw new UsageException("--record and --gdb: record the run first, and debug the record");
    }
    try (PrintStream told =
        new PrintStream(new Both(host.err(), said), true, StandardCharsets.UTF_8)) {
      final Host telling = new Host(host.out(), told, host.streams(), host.environment());
      final int status = new GuestRun(request, telling, List.of(this)).execute();
      if (recorder != null) {
        recorder.finish(status, said.toString(StandardCharsets.UTF_8));
      }
      return status;
    } catch (RecordException e) {
      host.complain(e.getMessage());
      return ExitStatus.INTERNAL;
    } finally {
      close();
    }
  }

  @Override
  public void attach(ProcessOptions.Builder options) {
    final String name = request.image().toString();
    recorder =
        Recorder.create(
            request.watching().record().orElseThrow(),
            new RecordedRun(
                request.guest(),
                request.image(),
                "/bin/" + name.substring(name.lastIndexOf('/') + 1),
                request.memoryBytes().orElse(ProcessOptions.DEFAULT_MEMORY),
                request.protectionKeys(),
                request.policy()));
    options.recorder(recorder);
  }

  /** After a run that did not come to its end: the record has what happened until then. */
  private void close() {
    if (recorder != null) {
      try {
        recorder.close();
      } catch (RecordException e) {
        host.complain(e.getMessage());
      }
    }
  }

  /** Writes to two streams and closes neither. */
  private static final class Both extends OutputStream {
    private final OutputStream one;
    private final ByteArrayOutputStream other;

    Both(OutputStream one, ByteArrayOutputStream other) {
      this.one = one;
      this.other = other;
    }

    @Override
    public void write(int value) throws IOException {
      one.write(value);
      other.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      one.write(bytes, offset, length);
      other.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      one.flush();
    }
  }
}
