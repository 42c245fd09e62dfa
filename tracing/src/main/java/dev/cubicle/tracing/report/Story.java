package dev.cubicle.tracing.report;

import dev.cubicle.emulator.linux.FaultDetails;
import dev.cubicle.emulator.machine.Exit;

/**
 * What happened, told to a person.
 *
 * @param kind what sort of mishap it is
 * @param event who did what, and what stood in the way
 * @param remedy what would have allowed it, or what to look for
 */
record Story(String kind, String event, String remedy) {

  /** The first line of a report. */
  String headline() {
    return kind + ": " + event;
  }

  static Story of(FaultDetails details, FaultContext context, CodeListing listing) {
    if (details.exit().isEmpty()) {
      return refused(details);
    }
    return switch (details.exit().get()) {
      case Exit.PageFault fault -> new PageFaultStory(details, fault, context, listing).tell();
      case Exit.Interrupt interrupt -> new ExceptionStory(details, listing).tell(interrupt);
      case Exit.InvalidInstruction _ -> new ExceptionStory(details, listing).invalidInstruction();
      case Exit.SystemCall _, Exit.Stopped _ -> refused(details);
    };
  }

  /** No instruction failed: the kernel would not go on. */
  private static Story refused(FaultDetails details) {
    return details.handlerUnreachable()
        ? new Story(
            "signal not deliverable",
            "thread %d has a handler, but its stack cannot be written".formatted(details.thread()),
            "with a stack that is mapped, writable, and under a key that is open")
        : new Story(
            "bad signal frame",
            "thread %d returned from a signal handler through a frame that Linux refuses"
                .formatted(details.thread()),
            "with the frame as the kernel wrote it, and RSP where it was at the handler's entry");
  }
}
