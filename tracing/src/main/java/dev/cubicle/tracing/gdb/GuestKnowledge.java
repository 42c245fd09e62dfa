package dev.cubicle.tracing.gdb;

import dev.cubicle.tracing.command.MonitorCommands;
import dev.cubicle.tracing.stop.StopAdvisor;
import java.util.List;

/**
 * What is known of a guest beyond its registers and memory.
 *
 * @param commands what {@code monitor} can do
 * @param advisor explains stops
 */
public record GuestKnowledge(List<MonitorCommands> commands, StopAdvisor advisor) {

  /** Nothing. */
  public static final GuestKnowledge NONE = new GuestKnowledge(List.of(), StopAdvisor.NONE);

  public GuestKnowledge {
    commands = List.copyOf(commands);
  }
}
