package dev.cubicle.cli.run;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.tracing.command.StateCommands;
import dev.cubicle.tracing.gdb.GuestKnowledge;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.stop.CallStops;
import dev.cubicle.tracing.stop.CubicleStops;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.util.List;
import java.util.Optional;

/** What a debugger is told of a guest beyond what any debugger knows. */
public final class GdbKnowledge {

  private GdbKnowledge() {}

  /**
   * Knowledge of a guest that has been loaded.
   *
   * @param image its program, if it has cubicles
   */
  public static GuestKnowledge of(Optional<CubicleImage> image, DebugTarget debugged) {
    return image
        .flatMap(cubicles -> MonitorState.of(cubicles, debugged.memory()))
        .map(
            state -> {
              final CallStops stops = new CallStops(debugged, state);
              return new GuestKnowledge(
                  List.of(new StateCommands(state), stops),
                  new CubicleStops(debugged, state, stops));
            })
        .orElse(GuestKnowledge.NONE);
  }
}
