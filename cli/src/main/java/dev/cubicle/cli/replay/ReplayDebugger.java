package dev.cubicle.cli.replay;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.GdbKnowledge;
import dev.cubicle.cli.run.GdbOption;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.record.ReplayTarget;
import dev.cubicle.tracing.gdb.GdbServer;
import dev.cubicle.tracing.gdb.GuestKnowledge;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code replay --gdb}: serves a recorded run to a debugger, which may go back in it. */
final class ReplayDebugger {
  private final ReplayTarget target;
  private final Host host;
  private final Optional<CubicleImage> image;

  ReplayDebugger(ReplayTarget target, Host host) throws UsageException {
    this.target = target;
    this.host = host;
    final Path file = target.run().image();
    try {
      image =
          CubicleImage.isCubicleImage(file)
              ? Optional.of(CubicleImage.read(file))
              : Optional.empty();
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Serves until the debugger has gone. */
  int serve(GdbOption option) throws UsageException {
    try (GdbServer server = open(option)) {
      server.await();
    }
    target.failure().ifPresent(failure -> host.complain(failure.getMessage()));
    return target.failure().isPresent() ? ExitStatus.INTERNAL : ExitStatus.OK;
  }

  private GdbServer open(GdbOption option) throws UsageException {
    return switch (option) {
      case GdbOption.Port port -> listen(port.number());
      case GdbOption.Stdio _ ->
          GdbServer.serve(
              new FileInputStream(FileDescriptor.in),
              new FileOutputStream(FileDescriptor.out),
              target,
              this::knowledge,
              host::complain);
    };
  }

  private GdbServer listen(int port) throws UsageException {
    try {
      return GdbServer.listen(port, target, this::knowledge, this::invite, host::complain);
    } catch (IOException e) {
      throw new UsageException("--gdb %d: %s".formatted(port, e.getMessage()));
    }
  }

  private void invite(int port) {
    host.complain(
        "waiting for a debugger: gdb %s -ex 'target remote :%d'"
            .formatted(target.run().image(), port));
  }

  private GuestKnowledge knowledge(DebugTarget debugged) {
    return GdbKnowledge.of(image, debugged);
  }
}
