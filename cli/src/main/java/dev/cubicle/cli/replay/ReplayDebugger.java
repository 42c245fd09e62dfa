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
    try (GdbServer server = option.serve(target, this::knowledge, this::invite, host::complain)) {
      server.await();
    }
    target.failure().ifPresent(failure -> host.complain(failure.getMessage()));
    return target.failure().isPresent() ? ExitStatus.INTERNAL : ExitStatus.OK;
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
