package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.violation.ViolationExplanation;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.util.List;
import java.util.Optional;

/** Explains a violation in the monitor's place, from what is in memory when the guest has ended. */
final class ViolationAccount implements Instrument {
  private final CubicleImage image;
  private final Host host;

  private ViolationAccount(CubicleImage image, Host host) {
    this.image = image;
    this.host = host;
  }

  /** Empty if the image's monitor does not say where its state is. */
  static Optional<ViolationAccount> of(CubicleImage image, Host host) {
    return MonitorState.isKnown(image)
        ? Optional.of(new ViolationAccount(image, host))
        : Optional.empty();
  }

  @Override
  public void attach(ProcessOptions.Builder options) {}

  /** The monitor shall not print its own report. */
  @Override
  public List<String> monitorOptions() {
    return List.of("text=off");
  }

  @Override
  public void ended(LinuxProcess process) {
    final Optional<MonitorState> state = MonitorState.of(image, process.memory());
    try {
      if (state.isPresent()) {
        ViolationExplanation.of(state.get(), new CodeNames(image))
            .ifPresent(explanation -> host.err().print(explanation.text()));
      }
    } catch (BadInputException e) {
      host.complain(e.getMessage());
    }
    host.err().flush();
  }
}
